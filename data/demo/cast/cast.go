// Package cast makes up the people of societies to look at: names, phones and plates as
// they are met at a gate in Mumbai or Pune.
package cast

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/civoranexus/society360/data/value"
)

// Names makes names, phones and plates, no phone or e-mail address twice.
type Names struct {
	rng    *rand.Rand
	regs   []nameRegion
	phones map[string]bool
	emails map[string]int
}

// nameRegion are given names and surnames that go together. "text=latin" gives
// a name in another script the spelling of its e-mail address.
type nameRegion struct {
	weight       int
	men, women   []string
	surnames     []string
	plateStarter string
}

// New makes them by the chance of rng: the same chance gives the same people.
func New(rng *rand.Rand) *Names {
	n := &Names{rng: rng, phones: map[string]bool{}, emails: map[string]int{}}
	region := func(weight int, plate, men, women, surnames string) {
		n.regs = append(n.regs, nameRegion{
			weight, strings.Fields(men), strings.Fields(women), strings.Fields(surnames), plate,
		})
	}
	region(26, "MH12", "Sachin Nilesh Amol Prasad Vinayak Rohan Ganesh Tushar Mandar Sameer",
		"Vaishali Smita Ashwini Rupali Manasi Jyoti Swati Pallavi Supriya Ketaki",
		"Kulkarni Deshpande Patil Jadhav Shinde Gokhale Bhosale Chavan Sawant Kale")
	region(12, "GJ05", "Hitesh Jignesh Chirag Bhavesh Nirav Ketan", "Hetal Bhavna Falguni Komal Dipti Rekha",
		"Shah Patel Mehta Desai Parekh Trivedi")
	region(12, "UP32", "Ajay Manoj Alok Dinesh Sandeep Vivek", "Pooja Archana Neelam Shalini Kavita Ritu",
		"Mishra Tiwari Gupta Srivastava Yadav Verma")
	region(9, "PB10", "Gurpreet Harjit Manpreet Jaswinder", "Simran Jasleen Harpreet Navneet", "Singh Gill Sandhu Ahluwalia")
	region(9, "TN09", "Karthik Senthil Murali Venkatesh", "Lakshmi Priya Meenakshi Kavitha",
		"Iyer Subramanian Krishnan Raghavan")
	region(7, "KL07", "Anoop Biju Sreejith Vinod", "Sindhu Asha Remya Deepa", "Nair Menon Pillai Kurian")
	region(7, "KA03", "Girish Prakash Raghavendra Naveen", "Shruthi Vidya Sowmya Roopa", "Hegde Shetty Rao Gowda")
	region(6, "WB02", "Subhash Anirban Debashish Sourav", "Moumita Sharmila Ananya Rituparna",
		"Banerjee Chatterjee Ghosh Sen")
	region(6, "MH04", "Irfan Salim Javed Nadeem", "Shabana Nazia Rukhsar Ayesha", "Shaikh Khan Ansari Qureshi")
	region(4, "GA07", "Savio Melwyn Agnelo Joaquim", "Lorna Fiona Maria Sharon", "Fernandes DSouza Pereira Lobo")
	region(2, "MH01", "Cyrus Rustom Jamshed Farokh", "Roshni Perin Zarine Dilnaz", "Irani Mistry Daruwala Wadia")
	region(9, "MH14", "राजेश=rajesh विजय=vijay अनिल=anil संदीप=sandeep महेश=mahesh प्रकाश=prakash",
		"अंजली=anjali सुनीता=sunita वंदना=vandana स्नेहा=sneha मीनाक्षी=meenakshi",
		"पाटील=patil शिंदे=shinde देशमुख=deshmukh कदम=kadam माने=mane")
	return n
}

// Household is a family: its surname, where its given names come from, and
// those that it has given.
type Household struct {
	region  *nameRegion
	surname string
	given   map[string]bool
}

// Household is a family by chance.
func (n *Names) Household() Household {
	total := 0
	for i := range n.regs {
		total += n.regs[i].weight
	}
	at, pick := 0, n.rng.IntN(total)
	for pick -= n.regs[0].weight; pick >= 0; pick -= n.regs[at].weight {
		at++
	}
	r := &n.regs[at]
	return Household{region: r, surname: r.surnames[n.rng.IntN(len(r.surnames))], given: map[string]bool{}}
}

// Member returns a full name and its Latin spelling as "given.surname".
func (n *Names) Member(h Household, woman bool) (name, latin string) {
	from := h.region.men
	if woman {
		from = h.region.women
	}
	// The next one that the family does not have; a family is smaller than a list.
	at := n.rng.IntN(len(from))
	for range from {
		if !h.given[from[at]] {
			break
		}
		at = (at + 1) % len(from)
	}
	h.given[from[at]] = true
	given, latinGiven := spelled(from[at])
	surname, latinSurname := spelled(h.surname)
	return given + " " + surname, latinGiven + "." + latinSurname
}

// Fuller is Member with the name of a father or a husband between the two, as in
// papers: where many are met, so that fewer share a name.
func (n *Names) Fuller(h Household, woman bool) (name, latin string) {
	name, latin = n.Member(h, woman)
	given, surname, _ := strings.Cut(name, " ")
	latinGiven, latinSurname, _ := strings.Cut(latin, ".")
	middle, latinMiddle := spelled(h.region.men[n.rng.IntN(len(h.region.men))])
	return given + " " + middle + " " + surname, latinGiven + "." + latinMiddle[:1] + "." + latinSurname
}

// Someone is a name of no particular household.
func (n *Names) Someone() (name, latin string) {
	return n.Member(n.Household(), n.rng.IntN(2) == 0)
}

func spelled(s string) (text, latin string) {
	if text, latin, ok := strings.Cut(s, "="); ok {
		return text, latin
	}
	return s, strings.ToLower(s)
}

// Email is an address nobody has, in a domain that nobody can have.
func (n *Names) Email(latin, domain string) string {
	n.emails[latin]++
	if count := n.emails[latin]; count > 1 {
		latin += fmt.Sprint(count)
	}
	return latin + "@" + domain
}

// Keep sets a phone aside, as typed, so that Phone gives it to nobody else.
func (n *Names) Keep(phone string) string {
	n.phones[value.PhoneNumber(phone, "IN")] = true
	return phone
}

// Phone is a mobile number of a series that Indian operators use, spelled as
// people do.
func (n *Names) Phone() string {
	series := []string{"98200", "98210", "98330", "99300", "97690", "98690", "98220", "98500", "99220", "97300", "88790", "90040"}
	for {
		digits := series[n.rng.IntN(len(series))] + fmt.Sprintf("%05d", n.rng.IntN(100000))
		if n.phones[digits] {
			continue
		}
		n.phones[digits] = true
		switch n.rng.IntN(6) {
		case 0:
			return "+91 " + digits[:5] + " " + digits[5:]
		case 1:
			return digits
		default:
			return digits[:5] + " " + digits[5:]
		}
	}
}

// Plate is a vehicle's registration, mostly of the society's own state.
func (n *Names) Plate() string {
	starter := []string{"MH12", "MH14", "MH02", "MH04", "MH43"}[n.rng.IntN(5)]
	if n.rng.IntN(6) == 0 {
		starter = n.regs[n.rng.IntN(len(n.regs))].plateStarter
	}
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
	plate := fmt.Sprintf("%s%c%c%04d", starter, letters[n.rng.IntN(len(letters))], letters[n.rng.IntN(len(letters))], 1+n.rng.IntN(9999))
	if n.rng.IntN(5) == 0 {
		return plate[:2] + " " + plate[2:4] + " " + plate[4:6] + " " + plate[6:]
	}
	return plate
}
