package demo

import (
	"slices"
	"time"

	"github.com/civoranexus/society360/data/visits"
)

// demoDays is how far back the register goes.
const demoDays = 21

// visit fills the register with three weeks of days.
func (d *demo) visit() {
	regulars, guests := d.callers()
	for days := -demoDays; days <= 0; days++ {
		d.dayAtGate(days, regulars, guests)
	}
	d.rameshKumar()
	d.incidents()
}

// comeNow fills it with who is inside and who is expected now.
func (d *demo) comeNow() {
	d.insideNow()
	d.expectedNow()
}

// callers are those who come again and again, and the residents' guests.
func (d *demo) callers() (regulars, guests []*caller) {
	firms := []string{"Amazon", "Flipkart", "Swiggy", "Zomato", "Blue Dart", "BigBasket", "Blinkit", "India Post"}
	for i := range 44 {
		name, _ := d.names.Someone()
		c := &caller{name: name, purpose: "Delivery", phone: d.names.Phone(), plate: d.names.Plate()}
		switch {
		case i < 24:
			c.name += " (" + oneOf(d, firms) + ")"
			if d.chance(15) {
				c.plate = ""
			}
		case i < 32:
			c.purpose = "Cab"
		case i < 38:
			c.purpose = "Service"
			c.name += " (" + oneOf(d, []string{"RO service", "electrician", "carpenter", "pest control", "broadband", "gas"}) + ")"
		default:
			c.purpose, c.plate = oneOf(d, []string{"House help", "Cook", "Tuition", "Milk"}), ""
			c.home = d.lived()
		}
		regulars = append(regulars, c)
	}
	for range 150 {
		name, _ := d.names.Someone()
		c := &caller{name: name, purpose: "Guest", home: d.lived()}
		if d.chance(86) {
			c.phone = d.names.Phone()
		}
		if d.chance(38) {
			c.plate = d.names.Plate()
		}
		if d.chance(5) {
			c.purpose = oneOf(d, []string{"Broker visit", "Interview", "Bank papers", "Doctor's visit"})
		}
		guests = append(guests, c)
	}
	return regulars, guests
}

// lived is a unit where somebody lives.
func (d *demo) lived() *demoUnit {
	for {
		if u := oneOf(d, d.units); u.primary != nil {
			return u
		}
	}
}

// elsewhere is a unit where somebody lives, and none of those whose accounts
// people may try: who comes to these now is named, whatever the hour.
func (d *demo) elsewhere() *demoUnit {
	for {
		if u := d.lived(); u.label != homeOfResident && u.label != homeOfTenant {
			return u
		}
	}
}

// arrivals are the times at which people come on a day, in order: more in the
// morning and in the evening, hardly any at night.
func (d *demo) arrivals(days int) []time.Time {
	byHour := []int{1, 0, 0, 0, 0, 1, 4, 9, 11, 10, 10, 10, 9, 8, 6, 6, 8, 11, 13, 13, 11, 7, 4, 2}
	total := 0
	for _, weight := range byHour {
		total += weight
	}
	times := make([]time.Time, 0, 50)
	for range d.between(35, 50) {
		hour, pick := 0, d.rng.IntN(total)
		for pick -= byHour[0]; pick >= 0; pick -= byHour[hour] {
			hour++
		}
		at := d.day(days, hour, d.rng.IntN(60)).Add(time.Duration(d.rng.IntN(60)) * time.Second)
		times = append(times, at)
	}
	slices.SortFunc(times, time.Time.Compare)
	return times
}

// dayAtGate lets a day's visitors in and out again; today's only so far.
func (d *demo) dayAtGate(days int, regulars, guests []*caller) {
	for _, at := range d.arrivals(days) {
		if at.After(d.now.Add(-25 * time.Minute)) {
			return
		}
		from := regulars
		if d.chance(45) {
			from = guests
		}
		c := oneOf(d, from)
		if c.busy.After(at) {
			continue
		}
		u := c.home
		if u == nil {
			u = d.lived()
		}
		party := 1
		if c.purpose == "Guest" && d.chance(35) {
			party = d.between(2, 5)
		}
		d.oneVisit(newDemoVisit(c, u, party), at)
	}
}

// oneVisit takes a visit through to its end.
func (d *demo) oneVisit(v *demoVisit, at time.Time) {
	defer d.file(v)
	gate := mainGate
	if hour := at.In(d.zone).Hour(); v.who.purpose != "Guest" && v.who.purpose != "Cab" && hour >= 7 && hour < 19 && d.chance(60) {
		gate = serviceGate
	}
	switch {
	case d.chance(3):
		d.deny(v, at, oneOf(d, []string{"Nobody at home", "Resident does not know the person", "Came to the wrong society"}))
		return
	case v.who.purpose == "Guest" && d.chance(12):
		d.preApprove(v, at.Add(-d.minutes(60, 600)), at.Truncate(15*time.Minute))
		d.enterExpected(v, at, gate)
	case v.who.purpose == "Guest" && d.chance(10):
		gate = mainGate
		d.await(v, at.Add(-d.minutes(4, 9)))
		asked := at.Add(-d.minutes(1, 3))
		if d.chance(20) {
			d.deny(v, asked, "Resident asked not to let anybody up")
			return
		}
		d.approve(v, asked, oneOf(d, []visits.Channel{visits.ByPhone, visits.ByIntercom}))
		d.enterExpected(v, at, gate)
	case v.who.purpose == "Guest", d.chance(20):
		d.walkIn(v, at, gate, oneOf(d, []visits.Channel{visits.ByIntercom, visits.ByIntercom, visits.ByPhone, visits.InPerson}))
	default:
		d.walkIn(v, at, gate, visits.NoApproval)
	}
	d.goOut(v, at, gate)
}

// goOut ends a visit after a stay that suits it, before now.
func (d *demo) goOut(v *demoVisit, at time.Time, gate string) {
	var stay time.Duration
	switch v.who.purpose {
	case "Delivery", "Milk":
		stay = d.minutes(3, 14)
	case "Cab":
		stay = d.minutes(3, 12)
	case "Guest":
		stay = d.minutes(35, 260)
	default:
		stay = d.minutes(25, 150)
	}
	out := at.Add(stay)
	if last := d.now.Add(-d.minutes(2, 12)); out.After(last) {
		out = last
	}
	v.who.busy = out
	if gate == serviceGate && (d.chance(15) || out.In(d.zone).Hour() >= 19) {
		gate = mainGate
	}
	d.leave(v, out, gate)
}

// rameshKumar is the courier of the tour: fourteen visits, the last one a
// delivery to A-101 three days ago.
func (d *demo) rameshKumar() {
	c := &caller{
		name: "Ramesh Kumar", purpose: "Service", phone: d.names.Keep("98200 12345"), plate: "MH12AB1234",
	}
	for i, days := range []int{-21, -20, -18, -17, -15, -14, -13, -11, -10, -8, -7, -6, -5, -3} {
		u := d.unit(homeOfResident)
		if i%3 != 1 && days != -3 {
			u = d.lived()
		}
		at := d.day(days, d.between(10, 17), d.between(0, 59))
		// Three days by the calendar and by the clock, whatever the hour is now.
		if past := d.now.Add(-72*time.Hour - 5*time.Minute); days == -3 && at.After(past) {
			at = slices.MaxFunc([]time.Time{past, d.day(days, 0, 0)}, time.Time.Compare)
		}
		v := newDemoVisit(c, u, 1)
		d.walkIn(v, at, mainGate, visits.NoApproval)
		d.leave(v, at.Add(d.minutes(5, 12)), mainGate)
		d.file(v)
	}
}

// incidents are what does not happen every day.
func (d *demo) incidents() {
	for _, days := range []int{-19, -12, -9, -4} {
		name, _ := d.names.Someone()
		v := newDemoVisit(&caller{name: name, purpose: "Guest", phone: d.names.Phone()}, d.lived(), 1)
		d.walkIn(v, d.day(days, 18, d.between(0, 59)), mainGate, visits.ByIntercom)
		d.presumeLeft(v, d.day(days+1, 9, d.between(30, 59)))
		d.file(v)
	}
	for _, days := range []int{-16, -2} {
		name, _ := d.names.Someone()
		c := &caller{name: name, purpose: "Service", phone: d.names.Phone()}
		v := newDemoVisit(c, d.lived(), 2)
		v.name = "Rajes"
		at := d.day(days, 11, d.between(0, 40))
		d.walkIn(v, at, mainGate, visits.NoApproval)
		d.correct(v, at.Add(90*time.Second), name)
		d.leave(v, at.Add(d.minutes(30, 80)), mainGate)
		d.file(v)
	}
	for _, reason := range []string{"No identity card", "Unit asked for no salesmen", "Drunk, argued at the gate"} {
		name, _ := d.names.Someone()
		v := newDemoVisit(&caller{name: name, purpose: "Sales"}, d.lived(), 1)
		d.deny(v, d.day(-d.between(2, 18), d.between(10, 19), d.between(0, 59)), reason)
		d.file(v)
	}
}

// insideNow are the twelve who are inside.
func (d *demo) insideNow() {
	for i, p := range []struct {
		ago                        time.Duration
		name, purpose, plate, unit string
		party                      int
	}{
		{26 * time.Hour, "Kiran (AC service)", "Service", "MH04KL8890", "C-302", 1},
		{7*time.Hour + 12*time.Minute, "Sarojini Rane", "House help", "", "", 1},
		{5*time.Hour + 3*time.Minute, "प्रदीप गायकवाड", "Service", "MH12QX4471", "", 2},
		{4*time.Hour + 20*time.Minute, "Thomas Kurian", "Guest", "KL07CB2290", "", 3},
		{3*time.Hour + 8*time.Minute, "Bhavna Patel", "Guest", "GJ05RT6613", "", 2},
		{144 * time.Minute, "Ashok (pest control)", "Service", "MH14HD1208", "", 1},
		{117 * time.Minute, "Nasreen Ansari", "Guest", "", "", 4},
		{83 * time.Minute, "Dr. Alka Gokhale", "Doctor's visit", "MH12NE7005", "", 1},
		{52 * time.Minute, "Manpreet Sandhu", "Guest", "PB10FG3321", "", 1},
		{27 * time.Minute, "Anita Desai", "Guest", "", "B-204", 1},
		{14 * time.Minute, "Suresh (BigBasket)", "Delivery", "MH14JB9042", "", 1},
		{6 * time.Minute, "Faizan (Zomato)", "Delivery", "MH12SP3380", "", 1},
	} {
		u := d.elsewhere()
		if p.unit != "" {
			u = d.unit(p.unit)
		}
		at, gate, channel := d.now.Add(-p.ago), mainGate, visits.NoApproval
		if hour := at.In(d.zone).Hour(); p.purpose == "Service" && hour >= 7 && hour < 19 {
			gate = serviceGate
		}
		if p.purpose == "Guest" || i == 0 {
			channel = oneOf(d, []visits.Channel{visits.ByIntercom, visits.ByPhone})
		}
		v := newDemoVisit(&caller{name: p.name, purpose: p.purpose, plate: p.plate, phone: d.names.Phone()}, u, p.party)
		d.walkIn(v, at, gate, channel)
		d.file(v)
	}
}

// expectedNow are those who wait, those who may come, and one who came too late.
func (d *demo) expectedNow() {
	visitor := func(name, purpose string) *caller {
		return &caller{name: name, purpose: purpose, phone: d.names.Phone()}
	}
	for i, c := range []*caller{
		visitor("Harish Bhatia", "Guest"), visitor("Lata Shinde", "Interview"), visitor("Mohan (furniture)", "Delivery"),
	} {
		v := newDemoVisit(c, d.elsewhere(), 1)
		d.await(v, d.now.Add(-time.Duration(2+3*i)*time.Minute))
		d.file(v)
	}
	for i, c := range []*caller{
		visitor("Ritu Malhotra", "Guest"), visitor("कमल ठाकूर", "Guest"), visitor("Venkat (packers)", "Service"),
	} {
		u := d.unit(homeOfResident)
		if i == 1 {
			u = d.unit(homeOfTenant)
		}
		if i == 2 {
			u = d.elsewhere()
		}
		v := newDemoVisit(c, u, 1+i)
		d.preApprove(v, d.now.Add(-time.Duration(40+50*i)*time.Minute), d.now.Add(time.Duration(1+2*i)*time.Hour).Truncate(15*time.Minute))
		d.file(v)
	}
	late := newDemoVisit(visitor("Joseph Lobo", "Guest"), d.elsewhere(), 2)
	asked := d.now.Add(-30 * time.Hour)
	d.await(late, asked.Add(-3*time.Minute))
	d.approve(late, asked, visits.ByPhone)
	d.file(late)
}
