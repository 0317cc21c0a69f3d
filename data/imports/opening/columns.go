package opening

import (
	"slices"
	"strings"
	"unicode"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/imports/intake"
	"github.com/civoranexus/society360/data/value"
)

// Columns of the sheets of an opening beside those of an import. They are what --map names.
const (
	duesColumn      = "dues"   // what the unit owes; below zero what it has paid ahead
	creditColumn    = "credit" // what it has paid ahead
	sideColumn      = "cr_dr"  // which of both dues are
	sinceColumn     = "due_since"
	towardsColumn   = "towards"
	tenantColumn    = "tenant_name"
	tenantMail      = "tenant_email"
	tenantPhone     = "tenant_phone"
	paidColumn      = "paid"
	paidOnColumn    = "paid_on"
	methodColumn    = "method"
	referenceColumn = "reference"
	receiptColumn   = "receipt_no" // of the society's own book
	bankColumn      = "bank"
	payerColumn     = "payer"
	titleColumn     = "ticket"
	categoryColumn  = "category"
	priorityColumn  = "priority"
	raisedColumn    = "raised_on"
	statusColumn    = "ticket_status"
	detailsColumn   = "details"
	leftColumn      = "-" // not read
)

// What a sheet's own words leave open until it is known what the sheet is about.
const (
	someAmount = "?amount"
	someDay    = "?day"
	someText   = "?text"
	someType   = "?type"
	someStatus = "?status"
)

// Columns are the columns that the sheets of an opening may have, in the order in
// which they are told.
func Columns() []string {
	return slices.Concat(intake.Columns(), []string{
		tenantColumn, tenantMail, tenantPhone, duesColumn, creditColumn, sideColumn, sinceColumn, towardsColumn,
		notLateColumn, days30Column, days60Column, days90Column, olderColumn,
		paidColumn, paidOnColumn, methodColumn, referenceColumn, receiptColumn, bankColumn, payerColumn,
		titleColumn, categoryColumn, priorityColumn, raisedColumn, statusColumn, detailsColumn,
	})
}

// spellings are the headings of such sheets, as headKey folds them, with commas between.
func spellings() map[string]string {
	return map[string]string{ //nolint:gosec // headings of sheets, and no secrets
		intake.BlockColumn: "block,wing,tower,building,bldg,block name,block no,wing name,wing no,tower name,tower no,building name,building no,phase,wing tower,tower wing,block wing,wing block,block tower,tower block,wing tower block",
		intake.UnitColumn:  "flat no,flat,flat number,flatno,unit,unit no,unit number,apartment,apartment no,apt,apt no,house no,house,door no,premises,premises no,flat unit,flat unit no,unit flat no,shop no,flat shop no,flat nos,room no",
		intake.FloorColumn: "floor,floor no,flr",
		intake.TypeColumn:  "flat type,unit type,type of flat,bhk,configuration,config,type of unit",
		intake.NameColumn:  "resident name,name,owner,owner name,owners name,name of owner,name of the owner,member,member name,members name,name of member,name of the member,name of members,names of members,name of owners,names of owners,resident,occupant,occupant name,flat owner,party,party name",
		intake.EmailColumn: "resident email,email,e mail,email id,e mail id,mail,mail id,email address,owner email,owner email id,owner e mail",
		intake.PhoneColumn: "resident phone,mobile,mobile no,mobile number,phone,phone no,phone number,contact,contact no,contact number,cell,cell no,owner mobile,owner mobile no,owner phone,owner contact,owner contact no,ph,ph no,whatsapp,whatsapp no,tel,tel no,telephone,mob,mob no",
		tenantColumn:       "tenant name,tenant,tenants name,name of tenant,lessee,licensee", tenantMail: "tenant email,tenant e mail,tenant email id",
		tenantPhone:          "tenant phone,tenants mobile,tenants phone,tenants contact,tenant mobile,tenant mobile no,tenant contact,tenant contact no,tenant phone no,tenant mob",
		intake.KindColumn:    "resident type,owner tenant,tenant owner,occupancy,occupied by,owner or tenant,relation",
		intake.PrimaryColumn: "primary,primary contact,main contact",
		intake.MoveInColumn:  "move in,move in date,moved in,date of move in,possession date,living since,occupied since",
		duesColumn:           "dues,outstanding,o s,os,balance,bal,op bal,opening balance,opening bal,outstanding amount,outstanding amt,o s amount,o s amt,amount due,due amount,amt due,due,balance due,bal due,arrears,total due,total dues,total outstanding,total o s,total os,total balance,total amount due,total arrears,net balance,net outstanding,closing balance,closing bal,dr,debit,receivable,amount outstanding,outstanding dues,pending amount,pending dues,maintenance due,outstanding balance",
		creditColumn:         "credit,cr,advance,credit balance,credit bal,cr balance,advance paid,advance amount,excess paid,paid in advance",
		sideColumn:           "cr dr,dr cr,debit credit,credit debit",
		sinceColumn:          "due since,due date,overdue since,due from,pending since,due on,outstanding since,bill date,dues since",
		towardsColumn:        "towards,particulars,narration,head,on account of,period,bill no,bill period,for period",
		paidColumn:           "paid,amount paid,paid amount,amount received,received,received amount,receipt amount,amt paid,paid amt,amt received,amount recd,amt recd,recd amt,collection",
		paidOnColumn:         "paid on,receipt date,payment date,date of payment,date of receipt,received on,txn date,transaction date,recd on,pay date,date paid",
		methodColumn:         "method,mode,payment mode,mode of payment,pay mode,payment method,paid by,paid through,paid via,cash cheque,mode of receipt",
		referenceColumn:      "reference,ref,ref no,reference no,cheque no,chq no,utr,utr no,transaction id,txn id,transaction no,cheque utr no,utr cheque no,chq utr no,instrument no,transaction reference,cheque ref no,chq ref no,upi ref,upi ref no,cheque utr,chq utr,cheque number,chq number,utr number,neft ref no",
		receiptColumn:        "receipt no,rcpt no,receipt number,rec no,receipt,rcpt,receipt sr no,manual receipt no",
		bankColumn:           "bank,bank name,drawn on,name of bank",
		payerColumn:          "payer,received from,paid by name,recd from,from",
		titleColumn:          "ticket,complaint,issue,title,problem,subject,nature of complaint,complaint details,complaint description",
		categoryColumn:       "category,complaint type,type of complaint,complaint category,department",
		priorityColumn:       "priority,urgency,severity",
		raisedColumn:         "raised on,complaint date,reported on,logged on,date of complaint,open since,complained on,raised date",
		statusColumn:         "ticket status,complaint status",
		detailsColumn:        "details,detail",
		leftColumn:           "sr,sr no,s no,sl no,sl,serial no,no,sno,srno,slno,sr number",
		someAmount:           "amount,amt,total,total amount,total amt,grand total,net amount,rupees,rs,value",
		someDay:              "date,dt,dated,as on",
		someText:             "description,remarks,remark,notes,note,comments",
		someType:             "type",
		someStatus:           "status",
	}
}

// meanings is what each heading means.
func meanings() map[string]string {
	all := map[string]string{}
	for column, heads := range spellings() {
		for head := range strings.SplitSeq(heads, ",") {
			all[head] = column
		}
	}
	return all
}

// headKey folds a heading: its words in small letters, without the currency behind them and
// without what only says that there may be several or none, as in Name of Member(s); Move In
// keeps its last word.
func headKey(head string) string {
	text := strings.NewReplacer("(s)", "", "'", "", "’", "", "(if any)", "").Replace(strings.ToLower(value.Clean(head)))
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	whole := len(words)
	for _, behind := range []string{"only", "rs", "inr", "rupees", "in"} { // dues in Rs.
		if len(words) > 1 && words[len(words)-1] == behind && (behind != "in" || len(words) < whole) {
			words = words[:len(words)-1]
		}
	}
	return strings.Join(words, " ")
}

// ReadMapping reads what a person says of headings: "Our Amt=dues", and "Remarks=-" for a
// column that is not read.
func ReadMapping(pairs []string) (map[string]string, error) {
	mapping := map[string]string{}
	for _, pair := range pairs {
		at := strings.LastIndex(pair, "=")
		if at < 0 {
			return nil, fault.Refuse("“%s” maps nothing: write it as Heading=column, such as Our Amt=dues.", value.Limit(value.Clean(pair), 60))
		}
		head, column := headKey(pair[:at]), strings.NewReplacer(" ", "_").Replace(strings.ToLower(value.Clean(pair[at+1:])))
		switch {
		case head == "":
			return nil, fault.Refuse("“%s” names no heading before the =.", value.Limit(value.Clean(pair), 60))
		case column != leftColumn && !slices.Contains(Columns(), column):
			return nil, fault.Refuse("There is no column %s. Columns are %s, and - for one that is not read.", value.Limit(column, 40), strings.Join(Columns(), ", "))
		case mapping[head] != "" && mapping[head] != column:
			return nil, fault.Refuse("%s is mapped twice.", value.Limit(value.Clean(pair[:at]), 40))
		}
		mapping[head] = column
	}
	return mapping, nil
}

// kindOfSheet is what the lines of a sheet are.
type kindOfSheet int

const (
	registerSheet kindOfSheet = iota // flats, who lives there, what they owe
	paymentSheet
	ticketSheet
)

// headings are the columns of a sheet by their place in it; "" is one that nobody knows.
// asOn is the day that ages are counted from.
func headings(row []string, mapping map[string]string, known map[string]string, asOn value.Day) []string {
	columns := make([]string, len(row))
	for i, head := range row {
		key := headKey(head)
		switch {
		case mapping[key] != "":
			columns[i] = mapping[key]
		case slices.Contains(Columns(), strings.ReplaceAll(key, " ", "_")):
			columns[i] = strings.ReplaceAll(key, " ", "_")
		case known[key] != "":
			columns[i] = known[key]
		default:
			columns[i] = ageColumn(head, asOn)
		}
	}
	settleAges(columns, row, asOn)
	return columns
}

// settle gives the columns that a sheet's words leave open their meaning, by what else it
// has and how it is called.
func settle(columns []string, sheetName string) kindOfSheet {
	has := func(names ...string) bool {
		return slices.ContainsFunc(columns, func(c string) bool { return slices.Contains(names, c) })
	}
	called := func(words ...string) bool {
		name := headKey(sheetName)
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
	}
	kind := registerSheet
	owes, aged := has(duesColumn, creditColumn), slices.ContainsFunc(columns, isAge)
	switch {
	case has(titleColumn):
		kind = ticketSheet
	case has(paidColumn), has(paidOnColumn, methodColumn),
		has(someAmount) && !owes && !aged && (has(referenceColumn, receiptColumn) || called("payment", "receipt", "collection", "paid")):
		kind = paymentSheet
	}
	means := map[kindOfSheet]map[string]string{
		registerSheet: {someText: towardsColumn, someType: intake.TypeColumn, someStatus: intake.KindColumn, someDay: sinceColumn, someAmount: duesColumn, detailsColumn: leftColumn},
		paymentSheet:  {someText: leftColumn, someType: methodColumn, someStatus: leftColumn, someDay: paidOnColumn, someAmount: paidColumn, duesColumn: leftColumn, creditColumn: leftColumn, sideColumn: leftColumn, intake.NameColumn: payerColumn, detailsColumn: leftColumn},
		ticketSheet:   {someText: detailsColumn, someType: categoryColumn, someStatus: statusColumn, someDay: raisedColumn, someAmount: leftColumn, intake.NameColumn: leftColumn, intake.PhoneColumn: leftColumn},
	}[kind]
	if kind == registerSheet {
		switch {
		case aged && !owes: // beside ages it is their sum
		case owes, !called("due", "outstanding", "balance", "arrear", "o s") && has(someAmount):
			// What is not said to be dues is not taken for them.
			means[someAmount] = ""
		case !has(someAmount):
			means[someDay], means[someText] = "", leftColumn
		}
		if owes || aged {
			means[someDay] = sinceColumn
		}
	}
	for i, column := range columns {
		if isAge(column) && kind != registerSheet {
			columns[i] = leftColumn
		}
		if meant, ok := means[column]; ok {
			columns[i] = meant
		}
	}
	return kind
}
