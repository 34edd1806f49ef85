package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"
)

const (
	// rounds is how often each contender is measured. What else the machine does only ever makes a round longer, so the least counts.
	rounds = 20
	// least is how long a measurement takes at least.
	least = 30 * time.Millisecond
)

// contender does the same work as the others, once.
type contender struct {
	name string
	work func()
}

// measure measures contenders in turn, so that each meets the same machine, and returns the least time of the processor for a unit.
func measure(units int, contenders ...contender) map[string]time.Duration {
	repeats := map[string]int{}
	times := map[string]time.Duration{}
	for _, c := range contenders {
		for repeats[c.name] = 1; once(c, repeats[c.name]) < least; {
			repeats[c.name] *= 2
		}
		times[c.name] = time.Hour
	}
	for range rounds {
		for _, c := range contenders {
			runtime.GC()
			times[c.name] = min(times[c.name], once(c, repeats[c.name])/time.Duration(repeats[c.name]*units))
		}
	}
	return times
}

func once(c contender, repeats int) time.Duration {
	start := processorTime()
	for range repeats {
		c.work()
	}
	return processorTime() - start
}

// processorTime is that of this process: other programs of the machine count for nothing.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// A row is a measurement beside its target: the least or the most.
type row struct {
	What     string   `json:"what"`
	With     *string  `json:"with"`
	Ours     string   `json:"ours"`
	Theirs   string   `json:"theirs,omitempty"`
	Measured float64  `json:"measured"`
	Least    *float64 `json:"least,omitempty"`
	Most     *float64 `json:"most,omitempty"`
	Why      string   `json:"why,omitempty"`
}

const ours = "ours"

// atLeast compares with a target of theirs divided by ours.
func atLeast(what, unit string, times map[string]time.Duration, peer string, target float64) {
	measured := float64(times[peer]) / float64(times[ours])
	print(row{What: what, With: &peer, Ours: shown(times[ours], unit), Theirs: shown(times[peer], unit), Measured: measured, Least: &target})
}

// atMost compares with a target of ours divided by theirs, and says why it may be missed.
func atMost(what, unit string, times map[string]time.Duration, peer string, target float64, why string) {
	measured := float64(times[ours]) / float64(times[peer])
	print(row{What: what, With: &peer, Ours: shown(times[ours], unit), Theirs: shown(times[peer], unit), Measured: measured, Most: &target, Why: why})
}

// print prints a measurement as a line of JSON for cargo xtask bench, and for people.
func print(r row) {
	sign, isMet, target := "✗", false, ""
	if r.Least != nil {
		isMet, target = r.Measured >= *r.Least, fmt.Sprintf("at least %v", *r.Least)
	} else {
		isMet, target = r.Measured <= *r.Most, fmt.Sprintf("at most %v", *r.Most)
	}
	if isMet {
		sign = "✓"
	}
	beside := ""
	if r.With != nil {
		beside = fmt.Sprintf(", beside %s (%s)", *r.With, r.Theirs)
	}
	fmt.Fprintf(os.Stderr, "%s %s: %s%s: %.2f, target: %s\n", sign, r.What, r.Ours, beside, r.Measured, target)
	line, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(line))
}

func shown(each time.Duration, unit string) string {
	switch ns := float64(each); {
	case ns < 10_000:
		return fmt.Sprintf("%.0f ns per %s", ns, unit)
	case ns < 1e6:
		return fmt.Sprintf("%.1f µs per %s", ns/1e3, unit)
	default:
		return fmt.Sprintf("%.1f ms per %s", ns/1e6, unit)
	}
}
