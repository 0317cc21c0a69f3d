# Passes on what `go test -bench` prints, and closes with the desk's budgets and
# what was measured of each: of several benchmarks, the slowest, and below it whatever
# else is over. It fails where the
# benchmarks failed, and where a budget has no benchmark any more; never for a
# figure, which depends on the machine.

# budget(WHAT, LIMIT, UNIT, METRIC, PER, BENCHMARKS): METRIC, as go test prints it,
# is divided by PER to be in UNIT; BENCHMARKS is a regular expression over
# package/name, as in data/Reads/inside.
function budget(what, limit, unit, metric, per, benchmarks) {
	n++
	What[n] = what; Limit[n] = limit; Unit[n] = unit; Metric[n] = metric; Per[n] = per; Of[n] = benchmarks
	Worst[n] = -1
}

BEGIN {
	ms = 1e6 # nanoseconds
	budget("lists and points", 1, "ms", "ns/op", ms, "^(data/Reads/(inside|expected|today|history.*|a_unit.s_history|a_known_phone)|tickets/Tickets/(queue.*|mine|unassigned|all,_a_year_back)|data/Bills/(dues_of_a_unit|bills.*|payments.*)|trail/Audit/(newest|a_year_back|a_person.*|an_address)|accounts/Users/(.*page|who_signs_in))$")
	budget("search by part of a name, phone or plate", 5, "ms", "ns/op", ms, "^((data/Reads|directory/DirectoryAndNotices)/.*search_(a_rare_name|a_phone.s_end|a_plate|a_unit)|data/Reads/find_a_unit|data/Bills/find_.*|accounts/Users/(name|phone|e-mail)|tickets/Tickets/search_(a_rare_title|a_unit|the_queue))$")
	budget("search with over a thousand matches", 50, "ms", "ns/op", ms, "^(data/Reads|directory/DirectoryAndNotices|tickets/Tickets)/.*search_a_common_(name|title|plate)$")
	budget("a text in the trail's details, seven days", 50, "ms", "ns/op", ms, "^trail/Audit/(text|a_name|letters)_in_seven_days$")
	budget("muster, a page", 50, "ms", "ns/op", ms, "^data/Reads/muster$")
	budget("dashboard figures", 15, "ms", "ns/op", ms, "^(data/Reads|tickets/Tickets)/counts$")
	budget("ageing of every unit's dues", 50, "ms", "ns/op", ms, "^data/Bills/ageing_of_every_unit$")
	budget("defaulters, who owes, previews of runs", 50, "ms", "ns/op", ms, "^data/Bills/(defaulters|accounts_that_owe|preview_.*)$")
	budget("a check-in or check-out, with its audit row", 3, "ms", "ns/op", 2 * ms, "^data/Writes/check_in_and_out$")
	budget("the same, of one guard at a person's pace", 3, "ms", "p50-ms", 1, "^data/AtAPersonsPace$")
	budget("the same, 4 clients at once, p99", 3, "ms", "p99-ms", 1, "^data/AgainstPgbench/in_memory,_4_clients$")
	budget("pgbench's rate to that of check-ins, in memory", 1.11, "times", "pgbench/desk", 1, "^data/AgainstPgbench/in_memory")
	budget("pgbench's rate to that of check-ins, on the disk", 1.11, "times", "pgbench/desk", 1, "^data/AgainstPgbench/on_the_disk")
	budget("a ticket's move, with its audit row", 3, "ms", "ns/op", 3 * ms, "^tickets/Tickets/raise,_start_and_resolve$")
	budget("a payment, with its receipt and audit row", 3, "ms", "ns/op", ms, "^data/Bills/pay$")
	budget("a write to the same without its audit's triggers", 1.25, "times", "with/without", 1, "^data/Audited/")
	budget("a check-in beside the sealer of the trail, p99", 5, "ms", "p99-ms", 1, "^seal/Seal/a_check-in_beside_the_sealer$")
	budget("sealing a trail that was there, a row", 100, "us", "us/row", 1, "^seal/Seal/a_trail_for_the_first_time$")
	budget("holding a trail against its seal, a row", 100, "us", "us/row", 1, "^seal/Seal/verify$")
	budget("start to first paint, database up", 60, "ms", "p50-ms", 1, "^society360/FirstPaint$")
	budget("key to echo over SSH, p50", 16, "ms", "p50-ms", 1, "^sshd/KeyEcho$")
	budget("key to echo over SSH, p99", 20, "ms", "p99-ms", 1, "^sshd/KeyEcho$")
	budget("bytes: typed character", 40, "B", "wire-B/op", 1, "^wire/Frame/typed-character$")
	budget("bytes: cursor down", 150, "B", "wire-B/op", 1, "^wire/Frame/cursor-down$")
	budget("bytes: scrolled row", 800, "B", "wire-B/op", 1, "^wire/Frame/scrolled-row$")
	budget("bytes: screen switch", 1600, "B", "wire-B/op", 1, "^wire/Frame/screen-switch(-back)?$")
	budget("bytes: first paint", 3200, "B", "wire-B/op", 1, "^wire/Frame/first-paint$")
	budget("bytes: Ctrl+K, and back", 1400, "B", "wire-B/op", 1, "^wire/Frame/find-(opened|left)$")
	budget("bytes: Ctrl+K, first letter", 300, "B", "wire-B/op", 1, "^wire/Frame/find-letter$")
	budget("bytes: Ctrl+K, next letter", 40, "B", "wire-B/op", 1, "^wire/Frame/find-next-letter$")
	budget("bytes: idle second", 0, "B", "wire-B/op", 1, "^wire/Frame/idle-second$")
	budget("the same, 200 of 1,000 desks typing, p99", 60, "ms", "echo-p99-ms", 1, "^society360/Desks$")
	budget("memory a session, 1,000 idle", 650, "KB", "KB/desk", 1, "^society360/Desks$")
	budget("idle CPU, 1,000 sessions", 40, "% of a core", "idle-%core", 1, "^society360/Desks$")
	budget("a change shown at another server's desk, p99", 100, "ms", "p99-ms", 1, "^society360/ChangeAtAnotherServer/1-desks$")
	budget("the same, at each of 100 desks, p99", 100, "ms", "p99-ms", 1, "^society360/ChangeAtAnotherServer/100-desks$")
	budget("Update and View for one key", 1, "ms", "ns/op", ms, "^(shell/Key|gate/Key|tickets/Key)(/|$)")
}

{ print; fflush() }
/^(FAIL|--- FAIL|panic:)/ { failed = 1 }
/^pkg: / { pkg = $2; sub(/.*\//, "", pkg) }

/^Benchmark/ && NF > 3 {
	name = $1
	sub(/^Benchmark/, "", name)
	sub(/-[0-9]+$/, "", name) # the number of processors
	for (i = 1; i <= n; i++) {
		if ((pkg "/" name) !~ Of[i])
			continue
		for (f = 3; f < NF; f += 2)
			if ($(f + 1) == Metric[i]) {
				if ($f / Per[i] > Worst[i]) {
					Worst[i] = $f / Per[i]
					At[i] = name
				}
				if ($f / Per[i] > Limit[i])
					Over[i] = Over[i] sprintf("    %-60s %12s\n", name, sprintf("%.4g", $f / Per[i]) " " Unit[i])
			}
	}
}

END {
	printf "\n%-50s %12s  %12s\n", "What (over what size: see the benchmark)", "Budget", "Measured"
	for (i = 1; i <= n; i++) {
		if (Worst[i] < 0) {
			printf "%-50s %12s  no benchmark measured it\n", What[i], Limit[i] " " Unit[i]
			failed = 1
			continue
		}
		printf "%-50s %12s  %12s%s\n", What[i], "<= " Limit[i] " " Unit[i], sprintf("%.4g", Worst[i]) " " Unit[i], \
			(Worst[i] > Limit[i] ? "  over: " At[i] : "  within")
		if (split(Over[i], all, "\n") > 2)
			printf "%s", Over[i]
	}
	print "\nBudgets of reads are for the server alone; measured is from Go: the statement, the"
	print "way there and back, and the reading of a page of rows."
	exit failed
}
