package township

import (
	"math/rand/v2"

	"github.com/civoranexus/society360/data/demo/cast"
)

// purpose is what somebody comes for.
type purpose struct {
	name string
	// weights are how often, by the hour of the day.
	weights [24]int
	// least and most are how long they stay, in minutes.
	least, most int
	// called says in how many of a hundred visits the gate asks the unit first.
	called int
}

// spread is a day's weights from hour:weight pairs.
func spread(pairs ...int) (w [24]int) {
	for i := 0; i+2 < len(pairs); i += 3 {
		for hour := pairs[i]; hour < pairs[i+1]; hour++ {
			w[hour] = pairs[i+2]
		}
	}
	return w
}

// The purposes, by their places in purposes.
const (
	delivery = iota
	cab
	service
	help
	milk
	tuition
	guest
	other
)

// purposes are what people come for: milk before seven, couriers all day, guests in the
// evening.
func purposes() []purpose {
	return []purpose{
		delivery: {"Delivery", spread(8, 12, 26, 12, 16, 22, 16, 20, 28, 20, 23, 34), 3, 14, 12},
		cab:      {"Cab", spread(0, 6, 2, 6, 11, 12, 11, 17, 5, 17, 22, 9, 22, 24, 4), 3, 12, 0},
		service:  {"Service", spread(9, 13, 9, 13, 18, 7), 25, 150, 40},
		help:     {"House help", spread(6, 8, 22, 8, 11, 30, 11, 16, 6, 16, 19, 15), 40, 180, 0},
		milk:     {"Milk", spread(5, 7, 18, 7, 8, 6), 4, 20, 0},
		tuition:  {"Tuition", spread(15, 20, 7), 55, 130, 10},
		guest:    {"Guest", spread(9, 12, 8, 12, 17, 8, 17, 22, 17, 22, 24, 4, 0, 1, 2), 35, 260, 100},
		other:    {"Other", spread(10, 18, 3), 15, 90, 60},
	}
}

// caller is somebody who comes again and again.
type caller struct {
	name, phone, plate string
}

// callers are those who come to anybody, by their purpose, and each unit's own guests.
type callers struct {
	purposes []purpose
	regular  [][]caller
	guests   []caller // guestsAUnit of each unit
	// total is the sum of all weights, of each hour.
	total [24]int
	whole int
}

// invite makes the callers.
func (t *town) invite() callers {
	c := callers{purposes: purposes(), regular: make([][]caller, len(purposes()))}
	for hour := range 24 {
		for _, p := range c.purposes {
			c.total[hour] += p.weights[hour]
		}
		c.whole += c.total[hour]
	}
	firms := []string{"Amazon", "Flipkart", "Swiggy", "Zomato", "Blue Dart", "BigBasket", "Blinkit", "India Post"}
	trades := []string{"RO service", "electrician", "carpenter", "pest control", "broadband", "gas", "AC service", "painter"}
	phones := phonesOfCallers
	n := len(t.units)
	for of, count := range map[int]int{delivery: 12 + n/4, cab: 8 + n/5, service: 6 + n/10, help: 5 + n*2/5, milk: 2 + n/100, tuition: 2 + n/25} {
		c.regular[of] = make([]caller, count)
	}
	for of := range c.regular {
		for i := range c.regular[of] {
			name, _ := t.name(t.names.Household(), of == help || t.rng.IntN(6) == 0)
			one := caller{name: name, phone: phone(phones)}
			phones++
			switch of {
			case delivery:
				one.name += " (" + firms[t.rng.IntN(len(firms))] + ")"
				one.plate = t.names.Plate()
			case service:
				one.name += " (" + trades[t.rng.IntN(len(trades))] + ")"
			case cab:
				one.plate = t.names.Plate()
			}
			c.regular[of][i] = one
		}
	}
	c.guests = make([]caller, n*guestsAUnit)
	for i := range c.guests {
		name, _ := t.name(t.names.Household(), t.rng.IntN(2) == 0)
		c.guests[i] = caller{name: name, phone: phone(phonesOfGuests + i)}
		if t.rng.IntN(100) < 38 {
			c.guests[i].plate = t.names.Plate()
		}
		if t.rng.IntN(100) < 6 {
			c.guests[i].phone = ""
		}
	}
	return c
}

// stranger is somebody who comes once.
func stranger(rng *rand.Rand, names *cast.Names, serial int) caller {
	name, _ := names.Fuller(names.Household(), rng.IntN(3) == 0)
	c := caller{name: name, phone: phone(phonesOfOthers + serial)}
	if rng.IntN(100) < 30 {
		c.plate = names.Plate()
	}
	return c
}

// pick is one of what comes at an hour, by the weights.
func (c *callers) pick(rng *rand.Rand) (hour, of int) {
	n := rng.IntN(c.whole)
	for n >= c.total[hour] {
		n -= c.total[hour]
		hour++
	}
	for n >= c.purposes[of].weights[hour] {
		n -= c.purposes[of].weights[hour]
		of++
	}
	return hour, of
}

// gateOf is at which gate somebody comes in.
func (t *town) gateOf(rng *rand.Rand, of, hour int) int {
	switch {
	case (of == delivery || of == service || of == help || of == milk) && hour >= 6 && hour < 20 && rng.IntN(100) < 55:
		return 1 // serviceGate
	case len(t.gates) > 2 && rng.IntN(100) < 60:
		return 2 + rng.IntN(len(t.gates)-2)
	}
	return 0
}
