package screens_test

import (
	"slices"

	"github.com/civoranexus/society360/data/archive"
	"github.com/civoranexus/society360/data/settings"

	"github.com/civoranexus/society360/data/datatest"
)

func playSettings(w *world) {
	rows := func() []settings.Row {
		rows, err := w.Settings.List(w.ctx, w.Admin)
		w.hear(rows, err)
		return rows
	}
	row := func(name string) settings.Row {
		all := rows()
		return all[slices.IndexFunc(all, func(r settings.Row) bool { return r.Key == name })]
	}
	society := row("general.society_name")
	w.hear(w.Settings.Set(w.ctx, w.Admin, key(), "", society, " Green Park "))
	w.hear(w.Settings.Set(w.ctx, w.Admin, key(), "", society, "Red Park"))
	society = row("general.society_name")
	w.hear(w.Settings.Set(w.ctx, w.Admin, key(), "", society, "Green Park"))
	w.hear(w.Settings.Set(w.ctx, w.Admin, key(), "", society, ""))
	changed, err := w.Settings.Set(w.ctx, w.Admin, key(), "", society, "Blue Park")
	w.hear(changed, err)
	w.hear(w.Settings.Reset(w.ctx, w.Admin, key(), "", society))
	w.hear(w.Settings.Reset(w.ctx, w.Admin, key(), "", changed))
	w.hear(w.Settings.Trail(w.ctx, w.Admin, *changed.ID))
	hours := row("security.overstay_hours")
	w.hear(w.Settings.Set(w.ctx, w.Admin, key(), "wrong", hours, "8"))
	w.hear(w.Settings.Set(w.ctx, w.Admin, key(), "wrong", hours, "many"))
	w.hear(w.Settings.Set(w.ctx, w.Admin, key(), datatest.Password, hours, "8"))
	w.hear(w.Settings.Set(w.ctx, w.Admin, key(), "", settings.Row{Key: "mail.sender"}, "x"))
	rows()
	due, err := w.Archive.Due(w.ctx, w.Admin, archive.Visits, 6)
	w.hear(len(due), err)
	for _, other := range datatest.Others(w.Society) {
		_, err := w.Archive.Due(w.ctx, other, archive.Visits, 6)
		w.hear(err)
	}
	read, err := w.Settings.Values(w.ctx)
	w.hear(read.Society(), err)
}
