package agentspec

import (
	"crypto/rand"
	"encoding/hex"
)

// callIDs are the ids of a call, the same on each of its attempts.
type callIDs struct {
	correlationID string
	// idempotencyKey is that of a POST; empty for other methods.
	idempotencyKey string
}

// newUUID returns a random UUID, version 4.
func newUUID() string {
	var id [16]byte
	// It never fails: see its documentation.
	_, _ = rand.Read(id[:])
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	var text [36]byte
	at := 0
	for _, part := range [][]byte{id[0:4], id[4:6], id[6:8], id[8:10], id[10:16]} {
		at += hex.Encode(text[at:], part)
		if at < len(text) {
			text[at] = '-'
			at++
		}
	}
	return string(text[:])
}

// isID reports whether the text is one or more visible ASCII characters.
func isID(text string) bool {
	for index := range len(text) {
		if text[index] < '!' || text[index] > '~' {
			return false
		}
	}
	return text != ""
}
