package sse

import "bytes"

// kept is the memory that a buffer keeps from one event to the next, in bytes.
const kept = 64 << 10

// block is the lines since the last blank line: the event that is on its way, and the state that outlasts it.
type block struct {
	limit   int
	size    int // the values so far, and one byte for each end of their lines
	event   value
	data    value
	hasData bool
	value   []byte // of an unfinished line, of a field that needs the whole value

	id          []byte
	hasNewID    bool
	lastEventID []byte
	retry       uint64
	hasRetry    bool
}

func (b *block) isTooLarge() bool { return b.size > b.limit }

// line takes a whole line, which is there in the chunk.
func (b *block) line(chunk []byte, start, end int) {
	field, length := fieldOf(chunk[start:end])
	if field == ignored {
		return
	}
	start += length
	if b.size += end - start + 1; b.isTooLarge() {
		return
	}
	switch {
	case field == data && !b.hasData:
		b.hasData = true
		b.data.set(start, end)
	case field == data:
		b.data.own(chunk)
		b.data.buffer = append(b.data.buffer, '\n')
		b.data.buffer = append(b.data.buffer, chunk[start:end]...)
	case field == event:
		b.event.set(start, end)
	default:
		b.take(field, chunk[start:end])
	}
}

// begin begins a line whose value comes in pieces. The values so far are owned.
func (b *block) begin(field field) {
	if b.size++; b.isTooLarge() {
		return
	}
	switch field {
	case data:
		if b.hasData {
			b.data.buffer = append(b.data.buffer, '\n')
		}
		b.hasData = true
	case event:
		b.event.clear()
	default:
		b.value = b.value[:0]
	}
}

// append takes a piece of the value that was begun.
func (b *block) append(field field, piece []byte) {
	if b.size += len(piece); b.isTooLarge() {
		return
	}
	switch field {
	case data:
		b.data.buffer = append(b.data.buffer, piece...)
	case event:
		b.event.buffer = append(b.event.buffer, piece...)
	default:
		b.value = append(b.value, piece...)
	}
}

// end ends the value that was begun.
func (b *block) end(field field) {
	if field == id || field == retry {
		b.take(field, b.value)
		b.value = nil
	}
}

func (b *block) take(field field, value []byte) {
	if field == id && bytes.IndexByte(value, 0) < 0 {
		b.id = append(b.id[:0], value...)
		b.hasNewID = true
	}
	if field == retry {
		if milliseconds, ok := milliseconds(value); ok {
			b.retry, b.hasRetry = milliseconds, true
		}
	}
}

// blankLine returns whether the blank line dispatches an event, which then stays until it is cleared.
func (b *block) blankLine() bool {
	if b.hasNewID {
		b.lastEventID = append(b.lastEventID[:0], b.id...)
		b.hasNewID = false
	}
	if !b.hasData {
		b.clear()
	}
	return b.hasData
}

// clear begins the next event.
func (b *block) clear() {
	b.event.clear()
	b.data.clear()
	b.hasData = false
	b.size = 0
}

// own copies the values that are in the chunk, before the chunk is dropped.
func (b *block) own(chunk []byte) {
	b.event.own(chunk)
	b.data.own(chunk)
}

func (b *block) frame(chunk []byte) Frame {
	return Frame{Event: b.event.get(chunk), Data: b.data.get(chunk), ID: b.id}
}

// value is the value of a field: a part of the chunk if it is whole there, else a buffer.
type value struct {
	start, end int
	isInChunk  bool
	buffer     []byte
}

func (v *value) set(start, end int) { v.start, v.end, v.isInChunk = start, end, true }

func (v *value) get(chunk []byte) []byte {
	if v.isInChunk {
		return chunk[v.start:v.end]
	}
	return v.buffer
}

func (v *value) own(chunk []byte) {
	if v.isInChunk {
		v.buffer = append(v.buffer[:0], chunk[v.start:v.end]...)
		v.isInChunk = false
	}
}

func (v *value) clear() {
	v.isInChunk = false
	if cap(v.buffer) > kept {
		v.buffer = nil
	}
	v.buffer = v.buffer[:0]
}
