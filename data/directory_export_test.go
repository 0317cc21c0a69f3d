package data

// What the tests of plans look at.
var (
	NoticeQuery    = noticeQuery
	DirectoryQuery = directoryQuery
)

// Everything is the scope of who is kept to no unit.
const Everything = everything
