package main

import (
	"strings"
	"testing"
)

// badTowers is a file of units with the mistakes that people make.
const badTowers = `block,unit,floor,type,resident_name,resident_email,resident_phone,resident_type,primary,move_in
Tower E,101,1,2BHK,Ravi Iyer,ravi@mail.example,98111 22233,owner,yes,2024-01-31
Tower E,101,1,2BHK,Leela Iyer,leela@mail.example,98111 22234,family,,2024-01-31
Tower E,102,1,2BKH,Sanjay Rane,sanjay@mail.example,98111 22235,owner,yes,2024-03-01
Tower E,103,,3BHK,,,,,,
Tower E,201,2,2BHK,Nisha Gokhale,nisha.mail.example,98111 22236,tenant,yes,2025-06-15
Tower E,201,3,2BHK,Amit Gokhale,amit@mail.example,9811,tenant,,2025-06-15
Tower E,202,2,3BHK,Farida Mistry,farida@mail.example,98111 22238,owner,yes,2024-02-30
Tower E,202,2,3BHK,Cyrus Mistry,cyrus@mail.example,98111 22239,owner,yes,2024-02-10
Tower A,101,1,2BHK,Meera Shah,resident@demo.example,,owner,,
`

// drawUnits draws a unit with its residents, and a file whose lines are checked.
func drawUnits(t *testing.T, s society, drawn func(d desk, name, title string)) {
	t.Helper()
	server := serve(t, s.Config)
	server.put("admin", "towers.csv", badTowers)
	d := server.openUnits("xterm-256color")
	d.onUnit("A-101")
	d.Press("enter")
	d.WaitFor("Units > A-101", "owner, primary", "Visits")
	d.Press("down")
	d.WaitUntil("the cursor on a resident", func(screen string) bool { return strings.Contains(row(screen, "Meera Joshi"), "> Lives") })
	drawn(d.desk, "units", "A unit: who lives there, who did, and what hangs on it")
	d.Press("esc")
	d.WaitFor("[All units]")
	d.Press("i")
	d.WaitFor("towers.csv")
	d.Press("enter")
	d.WaitFor("lines of towers.csv are bad")
	drawn(d.desk, "import", "An import: every bad line with its reason, before anything is written")
}
