package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/maintenance"
	"github.com/civoranexus/society360/data/role"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

const (
	// scrapeTime bounds what a scrape asks of the database, healthTime what healthz does.
	scrapeTime = 5 * time.Second
	healthTime = 2 * time.Second
	// scrapesAtOnce are answered at a time; a further one is told to come again.
	scrapesAtOnce = 2
)

// watching is where serve tells how it is, for who watches it.
type watching struct {
	address string
	// public says that it may be read from other machines.
	public bool
}

// metricsFlags gives serve its flags for who watches it.
func (a *app) metricsFlags(cmd *cobra.Command, w *watching) {
	cmd.Flags().StringVar(&w.address, "metrics", "", "tell Prometheus how the server is at this address (/metrics), and who asks whether it is well (/healthz); :PORT is 127.0.0.1:PORT")
	cmd.Flags().BoolVar(&w.public, "metrics-public", false, "let other machines read --metrics too")
	a.check(cmd, func() error {
		if w.address == "" {
			if w.public {
				return usage("--metrics-public says who may read --metrics: give that too")
			}
			return nil
		}
		host, port, err := net.SplitHostPort(w.address)
		if err != nil {
			return usage("--metrics takes HOST:PORT or :PORT, not %q", w.address)
		}
		if host == "" && !w.public {
			w.address = net.JoinHostPort("127.0.0.1", port)
			return nil
		}
		if ip := net.ParseIP(host); !w.public && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return usage("--metrics %s may be read from other machines, by anybody who reaches it: serve it on 127.0.0.1, or say so with --metrics-public", w.address)
		}
		return nil
	})
}

// meters is what a server counts, and what it asks of the society where somebody wants
// to know how it is. There are no names of people in it.
type meters struct {
	society *data.Society
	bus     *desks.Bus
	log     *slog.Logger

	registry *prometheus.Registry
	writes   *prometheus.HistogramVec
	failures *prometheus.CounterVec
	refused  prometheus.Counter
	asked    figures
}

// newMeters begins to count.
func newMeters(society *data.Society, bus *desks.Bus, log *slog.Logger) *meters {
	m := &meters{
		society: society, bus: bus, log: log, registry: prometheus.NewRegistry(),
		writes: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "society360_write_seconds", Help: "How long writes took, by what they did.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"action"}),
		failures: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "society360_write_failures_total", Help: "Writes that failed or were refused, by class: what is wrong with the database, or the kind of refusal.",
		}, []string{"class"}),
		refused: prometheus.NewCounter(prometheus.CounterOpts{Name: "society360_sign_in_failures_total", Help: "Sign-ins at this server that were refused."}),
		asked:   newFigures(),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "society360_build_info", Help: "Which program this is.", ConstLabels: prometheus.Labels{"version": built()},
	})
	build.Set(1)
	m.registry.MustRegister(m, m.writes, m.failures, m.refused, build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	society.Observe(m.wrote)
	return m
}

// wrote counts a write.
func (m *meters) wrote(did action.Action, took time.Duration, err error) {
	if err != nil {
		m.failures.WithLabelValues(classOf(err)).Inc()
		return
	}
	m.writes.WithLabelValues(string(did)).Observe(took.Seconds())
}

// classOf is the class of a failure: what is wrong with the database, or what kind of
// refusal it is.
func classOf(err error) string {
	var known *fault.Error
	switch {
	case !errors.As(err, &known):
		return "internal"
	case known.Trouble != fault.Sound:
		return string(known.Trouble)
	}
	switch known.Kind {
	case fault.Invalid:
		return "invalid"
	case fault.Refused:
		return "refused"
	case fault.Forbidden:
		return "forbidden"
	case fault.NotFound:
		return "not found"
	case fault.Unavailable:
		return "unavailable"
	case fault.Unknown:
		return "unknown"
	case fault.Unshown:
		return "unshown"
	case fault.Internal:
	}
	return "internal"
}

// figures are what is asked at a scrape.
type figures struct {
	up, live, desks, pool, waits, waited, done, failing, late, backup, rehearsal, size, rows *prometheus.Desc
}

func newFigures() figures {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("society360_"+name, help, labels, nil)
	}
	return figures{
		up:        desc("database_up", "1 where the database answered this scrape, else 0."),
		live:      desc("listener_live", "1 where the database tells this server of changes, else 0."),
		desks:     desc("desks_open", "Open desks of the society, by role; \"login\" is a login screen.", "role"),
		pool:      desc("pool_connections", "Connections to the database, by state: in_use, idle, most.", "state"),
		waits:     desc("pool_waits_total", "How often somebody waited for a connection."),
		waited:    desc("pool_wait_seconds_total", "How long all of them waited."),
		done:      desc("job_last_success_timestamp_seconds", "When a job of the schedule was last done.", "job"),
		failing:   desc("job_failures", "How often a job failed since it was last done.", "job"),
		late:      desc("job_late", "1 where a job should have been done by now, else 0.", "job"),
		backup:    desc("backup_last_timestamp_seconds", "When the society was last backed up by this program."),
		rehearsal: desc("restore_rehearsal_last_timestamp_seconds", "When a restore was last rehearsed."),
		size:      desc("database_bytes", "Bytes on the disk, of the database and of each table with its indexes.", "table"),
		rows:      desc("table_rows", "About how many rows a table has.", "table"),
	}
}

// Describe tells Prometheus nothing ahead: what is there depends on the answers.
func (m *meters) Describe(chan<- *prometheus.Desc) {}

// Collect asks the society how it is. What it does not answer in time is left out.
func (m *meters) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTime)
	defer cancel()
	gauge := func(of *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(of, prometheus.GaugeValue, value, labels...)
	}
	pool := m.society.Pool()
	gauge(m.asked.pool, float64(pool.InUse), "in_use")
	gauge(m.asked.pool, float64(pool.Idle), "idle")
	gauge(m.asked.pool, float64(pool.Most), "most")
	to <- prometheus.MustNewConstMetric(m.asked.waits, prometheus.CounterValue, float64(pool.Waits))
	to <- prometheus.MustNewConstMetric(m.asked.waited, prometheus.CounterValue, pool.Wait.Seconds())
	gauge(m.asked.live, truth(m.society.Hears()))
	err := m.society.Ping(ctx)
	gauge(m.asked.up, truth(err == nil))
	if err != nil {
		return
	}
	for _, ask := range []func(context.Context, func(*prometheus.Desc, float64, ...string)) error{m.openDesks, m.jobs, m.backups, m.sizes} {
		if err := ask(ctx, gauge); err != nil {
			m.log.WarnContext(ctx, "metrics", "error", err)
		}
	}
}

func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// openDesks counts the desks by role.
func (m *meters) openDesks(ctx context.Context, gauge func(*prometheus.Desc, float64, ...string)) error {
	open := map[string]int{"login": 0}
	for _, r := range []role.Role{role.Admin, role.Staff, role.Guard, role.Resident} {
		open[string(r)] = 0
	}
	for after := (*accounts.Session)(nil); ; {
		page, err := m.society.Accounts.Sessions(ctx, role.Program(), after)
		if err != nil {
			return err
		}
		for _, d := range page {
			if _, known := open[d.Role]; known {
				open[d.Role]++
			} else {
				open["login"]++
			}
		}
		if len(page) < accounts.SessionsPage {
			break
		}
		after = &page[len(page)-1]
	}
	for of, n := range open {
		gauge(m.asked.desks, float64(n), of)
	}
	return nil
}

func (m *meters) jobs(ctx context.Context, gauge func(*prometheus.Desc, float64, ...string)) error {
	jobs, err := m.society.Schedule.List(ctx, role.Program())
	for _, j := range jobs {
		if j.SucceededAt != nil {
			gauge(m.asked.done, unixSeconds(*j.SucceededAt), j.Job.Name)
		}
		gauge(m.asked.failing, float64(j.Failures), j.Job.Name)
		gauge(m.asked.late, truth(j.Late(time.Now())), j.Job.Name)
	}
	return err
}

func (m *meters) backups(ctx context.Context, gauge func(*prometheus.Desc, float64, ...string)) error {
	last, err := m.society.Backups.Last(ctx, role.Program())
	if !last.Backup.IsZero() {
		gauge(m.asked.backup, unixSeconds(last.Backup))
	}
	if !last.Rehearsal.IsZero() {
		gauge(m.asked.rehearsal, unixSeconds(last.Rehearsal))
	}
	return err
}

func (m *meters) sizes(ctx context.Context, gauge func(*prometheus.Desc, float64, ...string)) error {
	sizes, err := m.society.Maintenance.Sizes(ctx, role.Program())
	for _, z := range sizes {
		gauge(m.asked.size, float64(z.Bytes), z.Name)
		if z.Name != maintenance.Whole {
			gauge(m.asked.rows, float64(z.Rows), z.Name)
		}
	}
	return err
}

func unixSeconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }

// handler answers who watches the server.
func (m *meters) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorLog: slog.NewLogLogger(m.log.Handler(), slog.LevelWarn), MaxRequestsInFlight: scrapesAtOnce, Timeout: 2 * scrapeTime,
	}))
	mux.HandleFunc("GET /healthz", m.health)
	return mux
}

// health answers 200 where a statement was answered in time and the server hears of
// changes, else 503 and the sentence about what is wrong.
func (m *meters) health(w http.ResponseWriter, r *http.Request) {
	says, status := "Well.", http.StatusOK
	if ill := m.ill(r.Context()); ill != nil {
		says, status = sentence(ill, time.UTC), http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(says + "\n")) // who hung up needs no answer
}

// ill is what is wrong with the server or its database, nil for nothing.
func (m *meters) ill(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	if err := m.society.Ping(ctx); err != nil {
		return err
	}
	if out := m.bus.Outage(); out.Trouble != fault.Sound {
		return out.Trouble.Unread(nil)
	}
	return nil
}

// serveMetrics answers at an address until stop is called.
func (a *app) serveMetrics(ctx context.Context, at watching, m *meters) (stop func(), err error) {
	listener, err := listenOn(ctx, at.address)
	if err != nil {
		return nil, err
	}
	server := &http.Server{
		Handler: m.handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 3 * scrapeTime, IdleTimeout: time.Minute,
		MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelWarn),
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			a.log.WarnContext(ctx, "metrics", "error", err)
		}
	}()
	a.announce(ctx, "How the server is stands at http://%s/metrics and /healthz.", listener.Addr())
	return func() {
		_ = server.Close() // who reads it now reads it again
		<-ended
	}, nil
}

// countRefusals has m count the sign-ins that a log tells of.
type countRefusals struct {
	slog.Handler
	refused prometheus.Counter
}

// Handle counts a record and passes it on.
func (c countRefusals) Handle(ctx context.Context, r slog.Record) error {
	if r.Message == signInRefused {
		c.refused.Inc()
	}
	return c.Handler.Handle(ctx, r)
}
