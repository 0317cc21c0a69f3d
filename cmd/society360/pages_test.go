package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/setup"
)

// repository is what the pages and the comments may name.
type repository struct {
	files map[string]bool            // and folders, by their paths from the root
	named map[string]map[string]bool // by package: what it declares, its fields and methods too
	words map[string]bool            // names and texts of the code, and the words of its SQL
	notes map[string][]string        // the comments, by file
	pages map[string]string          // the pages, by file
}

var aWord = regexp.MustCompile(`[\pL_]\w*`)

// readRepository reads the whole of it once.
func readRepository(t *testing.T) *repository {
	t.Helper()
	r := &repository{
		files: map[string]bool{}, named: map[string]map[string]bool{}, words: map[string]bool{},
		notes: map[string][]string{}, pages: map[string]string{},
	}
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (name == ".git" || name == "bin"):
			return fs.SkipDir
		}
		r.files[name] = true
		if entry.IsDir() {
			return nil
		}
		switch base := filepath.Base(name); filepath.Ext(base) {
		case ".go":
			return r.readGo(name)
		case ".md", ".yaml", ".sql", ".awk", ".env", "":
			text, err := fs.ReadFile(root, name)
			switch {
			case filepath.Ext(base) == ".md":
				r.pages[name] = string(text)
			case filepath.Ext(base) == ".sql", filepath.Dir(name) == ".dist", filepath.Dir(name) == ".dist/etc":
				r.know(string(text))
			case base == ".golangci.yaml" || base == "Makefile":
				r.know(string(text))
				r.notes[name] = []string{string(text)}
			}
			return err
		}
		return nil
	})
	if err != nil || len(r.pages) < 8 || len(r.notes) < 500 {
		t.Fatalf("%d pages, comments of %d files: %v", len(r.pages), len(r.notes), err)
	}
	return r
}

func (r *repository) know(text string) {
	for _, word := range aWord.FindAllString(text, -1) {
		r.words[word] = true
	}
}

// readGo reads what a source file declares, uses and comments on.
func (r *repository) readGo(name string) error {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("../..", name), nil, parser.ParseComments)
	if err != nil {
		return err
	}
	for _, group := range file.Comments {
		r.notes[name] = append(r.notes[name], strings.Join(strings.Fields(group.Text()), " "))
	}
	pkg := strings.TrimSuffix(file.Name.Name, "_test")
	if pkg == "main" {
		pkg = filepath.Base(filepath.Dir(name))
	}
	declared := r.named[pkg]
	if declared == nil {
		declared = map[string]bool{}
		r.named[pkg] = declared
	}
	names := func(all []*ast.Ident) {
		for _, name := range all {
			declared[name.Name] = true
		}
	}
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncDecl:
			declared[node.Name.Name] = true
		case *ast.TypeSpec:
			declared[node.Name.Name] = true
		case *ast.ValueSpec:
			names(node.Names)
		case *ast.Field:
			names(node.Names)
		case *ast.Ident:
			r.words[node.Name] = true
		case *ast.BasicLit:
			r.know(node.Value)
		}
		return true
	})
	return nil
}

var (
	fenced    = regexp.MustCompile("(?s)```.*?```")
	inCode    = regexp.MustCompile("`([^`\n]+)`")
	pageLink  = regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)
	fileName  = regexp.MustCompile(`(?:[\w.~*-]+/)*\.?[\w*-]+\.(?:go|sql|md|awk|txtar|ya?ml)\b`)
	folder    = regexp.MustCompile(`^(?:cmd|data|migrations|screens|tui|\.ci|\.tools|\.github|\.pictures)/[\w/.*-]*$`)
	ofPackage = regexp.MustCompile(`\b([a-z]\w*)\.([A-Z]\w*)`)
	goName    = regexp.MustCompile(`^\w+(\.\w+)*(\(\))?$`)
	heading   = regexp.MustCompile(`(?m)^#+ (.*)$`)
	section   = regexp.MustCompile(`([\w./-]*\.md), ([A-Z][^;:.)]*)`)
	elsewhere = map[string]bool{"F2": true, "bash": true, "zsh": true, "fish": true, "powershell": true} // what others name
	// A budget's benchmarks, and the first two parts of their names.
	budgetLine = regexp.MustCompile(`(?m)^\s*budget\(.*"(\^.*)"\)$`)
	benchmark  = regexp.MustCompile(`\b([a-z][a-z0-9]*)/([A-Z]\w*)`)
	camel      = regexp.MustCompile(`\b(?:[a-z]+|[A-Z][a-z]+)(?:[A-Z][a-z]+)+\b`) // a name of code
	capitals   = regexp.MustCompile(`[A-Z]{4,}`)
)

// has reports whether a file or folder is there, as somebody finds it who reads in
// folder: named from the root, from there or, without a folder, below it; testdata
// lies in many. A star stands for any letters, and so do capitals: testdata/SCENE.txtar.
func (r *repository) has(name, folder string) bool {
	name = filepath.Clean(name)
	if r.files[name] || r.files[filepath.Join(folder, name)] {
		return true
	}
	if base := filepath.Base(name); !strings.HasSuffix(base, ".md") {
		name = filepath.Join(filepath.Dir(name), capitals.ReplaceAllString(base, "*"))
	}
	for file := range r.files {
		below, inFolder := strings.CutPrefix(file, folder+"/")
		if folder == "." {
			below, inFolder = file, true
		}
		at := file
		switch {
		case strings.HasPrefix(name, "testdata/"):
			at = filepath.Join("testdata", filepath.Base(file))
		case !strings.Contains(name, "/") && inFolder:
			at = filepath.Base(file)
		case inFolder:
			at = below
		}
		for _, at := range []string{at, file} {
			if fits, _ := filepath.Match(name, at); fits {
				return true
			}
		}
	}
	return false
}

// unknown returns what of a text's names of files and of packages is not there.
func (r *repository) unknown(text, folder string) []string {
	var missing []string
	for _, name := range fileName.FindAllString(text, -1) {
		if !r.has(name, folder) {
			missing = append(missing, name)
		}
	}
	for _, found := range ofPackage.FindAllStringSubmatch(text, -1) {
		if declared, is := r.named[found[1]]; is && !declared[found[2]] {
			missing = append(missing, found[0])
		}
	}
	return missing
}

// TestPagesNameWhatIsThere: a newcomer who follows a page to a file, a name, a
// setting or a target of make finds it.
func TestPagesNameWhatIsThere(t *testing.T) {
	t.Parallel()
	r := readRepository(t)
	groups, settings := map[string]bool{}, map[string]bool{}
	for _, s := range setup.AllSettings() {
		group, _, _ := strings.Cut(s.Key, ".")
		groups[group], settings[s.Key] = true, true
	}
	for page, text := range r.pages {
		folderOf := filepath.Dir(page)
		for _, link := range pageLink.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(link[1], "://") && !r.files[filepath.Join(folderOf, link[1])] {
				t.Errorf("%s leads to %s, which is not there", page, link[1])
			}
		}
		if folderOf == ".github" {
			folderOf = "." // it speaks of the whole
		}
		for _, found := range inCode.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
			name := found[1]
			for _, missing := range r.unknown(name, folderOf) {
				t.Errorf("%s: %s is not there", page, missing)
			}
			group, _, _ := strings.Cut(name, ".")
			target, isTarget := strings.CutPrefix(name, "make ")
			switch {
			case isTarget:
				if !strings.Contains(r.notes["Makefile"][0], "\n"+strings.Fields(target)[0]+":") {
					t.Errorf("%s: there is no %q", page, name)
				}
			case fileName.MatchString(name):
			case folder.MatchString(name):
				if !r.has(strings.TrimSuffix(name, "/"), ".") {
					t.Errorf("%s: there is no folder %q", page, name)
				}
			case strings.Contains(name, ".") && groups[group] && goName.MatchString(name):
				if !settings[name] {
					t.Errorf("%s: there is no setting %q", page, name)
				}
			case goName.MatchString(name):
				for _, word := range aWord.FindAllString(name, -1) {
					if !r.words[word] && !r.files[word] && !elsewhere[word] {
						t.Errorf("%s: neither code nor SQL knows the %s of %q", page, word, name)
					}
				}
			}
		}
	}
}

// TestCommentsNameWhatIsThere: what moves leaves no comment behind that leads to
// where it stood.
func TestCommentsNameWhatIsThere(t *testing.T) {
	t.Parallel()
	r := readRepository(t)
	for file, notes := range r.notes {
		for _, note := range notes {
			for _, missing := range r.unknown(note, filepath.Dir(file)) {
				t.Errorf("%s: a comment names %s, which is not there", file, missing)
			}
			for _, name := range camel.FindAllString(note, -1) {
				if !r.words[name] {
					t.Errorf("%s: a comment names %s, which no code does", file, name)
				}
			}
			for _, found := range section.FindAllStringSubmatch(note, -1) {
				page, is := r.pages[filepath.Join(filepath.Dir(file), found[1])]
				if !is {
					page = r.pages[found[1]]
				}
				if !leads(page, found[2]) {
					t.Errorf("%s: a comment leads to %s, which has no such heading", file, found[0])
				}
			}
		}
	}
}

// TestBudgetsNameBenchmarks: a benchmark that moved to another package takes its budget
// along, or make bench would fail, or measure less than it says.
func TestBudgetsNameBenchmarks(t *testing.T) {
	t.Parallel()
	r := readRepository(t)
	text, err := os.ReadFile("../../.tools/budgets.awk")
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, budget := range budgetLine.FindAllSubmatch(text, -1) {
		found := benchmark.FindAllSubmatch(budget[1], -1)
		if len(found) == 0 {
			t.Errorf("a budget names no PACKAGE/BENCHMARK: %s", budget[1])
		}
		for _, bench := range found {
			named++
			if !r.named[string(bench[1])]["Benchmark"+string(bench[2])] {
				t.Errorf("a budget is of %s, which is no benchmark", bench[0])
			}
		}
	}
	if named == 0 {
		t.Error("no budget was read")
	}
}

// leads reports whether a page has a heading that the text begins with.
func leads(page, text string) bool {
	for _, found := range heading.FindAllStringSubmatch(page, -1) {
		if strings.HasPrefix(text, found[1]) {
			return true
		}
	}
	return false
}
