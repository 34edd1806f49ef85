package agentspec

import (
	"slices"
	"sync"
)

const recentCapacity = 1024

// recentCalls has the ids of the calls that a client made last: a response that bears the id of another call is another call's.
type recentCalls struct {
	mutex sync.Mutex
	calls []callIDs
	next  int
}

func (r *recentCalls) record(ids callIDs) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if len(r.calls) < recentCapacity {
		r.calls = append(r.calls, ids)
		return
	}
	r.calls[r.next] = ids
	r.next = (r.next + 1) % recentCapacity
}

// isOfAnother reports whether one of the ids is that of another call. A call with the same key is no other: a server may repeat its response.
func (r *recentCalls) isOfAnother(named []string, ids callIDs) bool {
	return slices.ContainsFunc(named, func(id string) bool { return id != ids.correlationID && r.has(id, ids.idempotencyKey) })
}

// has reports whether there was a call with this id, and none with the key.
func (r *recentCalls) has(id, key string) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	found := false
	for _, call := range r.calls {
		if call.correlationID != id {
			continue
		}
		if key != "" && call.idempotencyKey == key {
			return false
		}
		found = true
	}
	return found
}
