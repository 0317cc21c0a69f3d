package demo

import (
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"

	"github.com/google/uuid"
)

// noticePlan is an announcement: written hours ago, in force for hours from
// now, below zero for one that expired, zero for one without an end.
type noticePlan struct {
	title, text, audience string
	important             bool
	written, lasts        int
	// read says that residents have read it, and so has nobody of Emails.
	read bool
}

func noticePlans() []noticePlan {
	return []noticePlan{
		{"Clubhouse closed for painting", "The clubhouse is closed until the paint is dry. Bookings of these days are moved.", "all", false, 190, 120, false},
		{"Vehicle stickers", "Every car and scooter of a resident needs this year's sticker. It is given at the office, weekdays 10 to 17.", "all", false, 420, 0, true},
		{"Annual general meeting on the first Sunday", "10:30 in the clubhouse. Accounts, the lift contract, and the **election** of the committee.", "owners", true, 70, 500, true},
		{"Parking plan of the new row", "The plan hangs at the office. Objections within a fortnight.", "owners", false, 260, 300, false},
		{"Police verification of tenants", "Bring the form and one photo to the office this month.", "tenants", true, 96, 480, false},
		{"Deposit receipts", "Receipts for shifting deposits can be fetched at the office.", "tenants", false, 310, 0, false},
		{"Write down every plate at the service gate", "Deliveries too. The number goes into the register before the barrier opens.", "staff", true, 50, 720, false},
		{"Duty list of this month", "Hangs in the guards' room.", "staff", false, 230, 0, false},
		{"Lift inspection, Tower C", "The lift of Tower C stands still for two hours.", "all", false, 400, -250, true},
		{"Overhead tanks are cleaned", "- Tower A and B in the morning\n- Tower C and D in the afternoon\n\nPlease store water.", "all", true, 330, -200, true},
	}
}

// announce writes the notices; the last one, about tomorrow's water, stands in
// every desk's banner.
func (d *demo) announce() {
	for _, p := range noticePlans() {
		written := d.now.Add(-time.Duration(p.written) * time.Hour)
		var ends time.Time
		if p.lasts != 0 {
			ends = d.now.Add(time.Duration(p.lasts) * time.Hour)
		}
		id := d.publish(p, written, ends)
		if !p.read {
			continue
		}
		for range 30 {
			reader := oneOf(d, d.residents)
			if reader.password != accounts.UnusablePassword || reader.status != "active" || !reader.left.IsZero() {
				continue
			}
			d.readNotice(id, reader, written.Add(d.minutes(30, 60*40)))
		}
	}
	d.publish(noticePlan{
		title: "Water off tomorrow 10:00-14:00, Tower B", audience: "all", important: true,
		text: "The valve on the second floor of Tower B is changed. Please store water tonight.",
	}, d.now.Add(-5*time.Hour), d.day(1, 14, 0))
}

func (d *demo) publish(p noticePlan, written, ends time.Time) uuid.UUID {
	id := d.id(written)
	d.tables.notices.add(id, p.title, p.text, d.admin.id, p.audience, p.important, written, nullTime(ends))
	d.record(written, d.admin.atOffice(), action.AnnouncementCreated, "announcements", &id, change{after: map[string]any{
		"title": p.title, "content": p.text, "target_audience": p.audience, "is_important": p.important,
		"expires_at": jsonTime(ends),
	}})
	return id
}

// readNotice notes that a resident has read a notice, once.
func (d *demo) readNotice(id uuid.UUID, reader *demoPerson, at time.Time) {
	for _, row := range d.tables.reads.rows {
		if row[0] == id && row[1] == reader.id {
			return
		}
	}
	d.tables.reads.add(id, reader.id, at)
	d.record(at, reader.atHome(), action.AnnouncementRead, "announcements", &id, change{after: map[string]any{"read_at": jsonTime(at)}})
}
