package data

// NoticeQuery is what the tests of plans look at.
var NoticeQuery = noticeQuery
