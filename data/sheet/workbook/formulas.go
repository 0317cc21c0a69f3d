package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"path"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"
)

// unworkedCell is a cell whose formula has no result beside it, as programs write it that
// work nothing out.
var unworkedCell = regexp.MustCompile(`<c\s[^>]*\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*(?:<f\b[^>]*/>|<f\b[^>]*>([^<]*)</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>`)

// formulas are the formulas without a result, by sheet, row, and column from 0 on: what
// the reader of cells takes for empty.
func formulas(content []byte) (map[string]map[int]map[int]string, error) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNot, err)
	}
	parts, err := sheetParts(archive)
	if err != nil {
		return nil, err
	}
	all := map[string]map[int]map[int]string{}
	for name, part := range parts {
		text, err := unpacked(archive, part)
		if err != nil || !bytes.Contains(text, []byte("<f")) {
			continue // the reader of cells says what is wrong with it
		}
		found := map[int]map[int]string{}
		for _, m := range unworkedCell.FindAllSubmatch(text, -1) {
			column, row, err := excelize.CellNameToCoordinates(string(m[1]))
			if err != nil {
				continue
			}
			if found[row] == nil {
				found[row] = map[int]string{}
			}
			found[row][column-1] = "=" + strings.TrimPrefix(html.UnescapeString(string(m[2])), "=")
		}
		all[name] = found
	}
	return all, nil
}

// sheetParts are the parts of the archive that the sheets stand in, by the sheets' names.
func sheetParts(archive *zip.Reader) (map[string]string, error) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	for name, into := range map[string]any{"xl/workbook.xml": &book, "xl/_rels/workbook.xml.rels": &links} {
		text, err := unpacked(archive, name)
		if err == nil {
			err = xml.Unmarshal(text, into)
		}
		if err != nil && !errors.Is(err, errNoPart) { // in a strict form it may be elsewhere
			return nil, fmt.Errorf("%w: %w", ErrNot, err)
		}
	}
	parts := map[string]string{}
	for _, sheet := range book.Sheets {
		for _, link := range links.All {
			if link.ID == sheet.ID {
				parts[sheet.Name] = strings.TrimPrefix(path.Join("/xl", strings.TrimPrefix(link.Target, "/xl/")), "/")
			}
		}
	}
	return parts, nil
}

var errNoPart = errors.New("there is no such part")

// unpacked is a part of the archive, no larger than the archive may say that it is.
func unpacked(archive *zip.Reader, name string) ([]byte, error) {
	for _, part := range archive.File {
		if !strings.EqualFold(part.Name, name) {
			continue
		}
		in, err := part.Open()
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(io.LimitReader(in, mostPart))
		return text, errors.Join(err, in.Close())
	}
	return nil, errNoPart
}
