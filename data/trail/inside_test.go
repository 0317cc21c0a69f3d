package trail

import (
	"time"

	"github.com/civoranexus/society360/data/internal/register"

	"github.com/jackc/pgx/v5"
)

// AuditPlan is the statement that reads a page of the trail.
func AuditPlan(f Filter) (sql string, args pgx.NamedArgs, err error) {
	args = pgx.NamedArgs{}
	f, err = f.checked(time.Now())
	return auditQuery(f.auditKeys(register.Trail.Live, args)), args, err
}
