package data

// What the tests of plans look at.
var (
	NoticeQuery    = noticeQuery
	DirectoryQuery = directoryQuery
)
