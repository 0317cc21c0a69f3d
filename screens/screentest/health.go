package screentest

import (
	"context"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/health"
	"github.com/civoranexus/society360/data/role"
)

// Health is the store of checks. What they find is what a test says (Society.Odd).
type Health struct{ s *Society }

// Look counts what each check finds.
func (h Health) Look(ctx context.Context, actor role.Actor, deep bool) ([]health.Result, error) {
	return read(ctx, h.s, actor, "Health.Look", func() ([]health.Result, error) {
		var results []health.Result
		for _, c := range health.Checks() {
			r := health.Result{Check: c, Err: h.s.Unmade[c.Name]}
			if cost := h.s.Large[c.Name]; cost > 0 && !deep {
				r.Cost = cost
			} else if r.Err == nil {
				r.Found = len(h.s.Odd[c.Name])
			}
			results = append(results, r)
		}
		return results, nil
	})
}

// List is a page of what a check finds.
func (h Health) List(ctx context.Context, actor role.Actor, f health.Filter) (health.Page, error) {
	return read(ctx, h.s, actor, "Health.List", func() (page health.Page, err error) {
		check, err := health.Find(f.Check)
		if err != nil {
			return page, err
		}
		if e := h.s.Unmade[check.Name]; e != nil {
			return page, e
		}
		if h.s.Large[check.Name] > 0 && !f.Deep {
			return page, &fault.Error{Kind: fault.Refused, Format: "This check reads a large table whole. It is made where somebody asks for it."}
		}
		limit := f.Limit
		if limit == 0 {
			limit = h.s.Page
		}
		for _, found := range h.s.Odd[check.Name] {
			switch {
			case f.After != nil && found.Place <= f.After.Place:
			case len(page.Findings) == limit:
				page.More = true
			default:
				page.Findings = append(page.Findings, found)
			}
		}
		return page, nil
	})
}
