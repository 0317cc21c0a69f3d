package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/receipt"
)

func (a *app) receiptsCommand() *cobra.Command {
	return a.group("receipts", "Print receipts", a.receiptsShow())
}

func (a *app) receiptsShow() *cobra.Command {
	var pdf string
	var ascii bool
	cmd := &cobra.Command{
		Use:   "show NUMBER",
		Short: "Write a receipt as 80-column text, or as PDF",
		Example: `  society360 receipts show 2026-000123 --ascii | lp
  society360 receipts show 2026-000123 --pdf receipt.pdf`,
		Args: a.takes("the number of the receipt, such as 2026-000123"),
	}
	cmd.Flags().StringVar(&pdf, "pdf", "", "write a PDF to this new file, or to standard output where it is -")
	cmd.Flags().BoolVar(&ascii, "ascii", false, "write Rs for the rupee's sign, for printers without it")
	either(cmd, "pdf", "ascii")
	a.readsAs(cmd)
	return a.runs(cmd, func(ctx context.Context, c call) error {
		r, err := c.store.ReceiptByNumber(ctx, c.actor, c.args[0])
		if err != nil {
			return err
		}
		if pdf != "" {
			return a.receiptPDF(r, c.zone, pdf)
		}
		rupee := "₹"
		if ascii {
			rupee = "Rs "
		}
		_, err = io.WriteString(a.out, receipt.Text(r, c.zone, rupee))
		return err
	})
}

// receiptPDF writes a receipt to a file that is not there yet.
func (a *app) receiptPDF(r data.Receipt, zone *time.Location, path string) error {
	if path == "-" {
		return receipt.PDF(a.out, r, zone)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fail(err, "The file %s is there already; name another one.", path)
	case err != nil:
		return fail(err, "The file %s cannot be written.", path)
	}
	if err := errors.Join(receipt.PDF(file, r, zone), file.Close()); err != nil {
		return fail(errors.Join(err, os.Remove(path)), "The file %s could not be written whole; is the disk full?", path)
	}
	return nil
}
