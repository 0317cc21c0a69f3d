package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

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
		r, err := c.society.Money.ReceiptByNumber(ctx, c.actor, c.args[0])
		if err != nil {
			return err
		}
		if pdf != "" {
			return a.exportTo(pdf, func(w io.Writer) error { return receipt.PDF(w, r, c.zone) })
		}
		rupee := "₹"
		if ascii {
			rupee = "Rs "
		}
		_, err = io.WriteString(a.out, receipt.Text(r, c.zone, rupee))
		return err
	})
}
