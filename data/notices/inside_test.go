package notices

// NoticeQuery is what the tests of plans look at.
var NoticeQuery = noticeQuery
