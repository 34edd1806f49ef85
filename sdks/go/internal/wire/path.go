package wire

import "strconv"

// path returns where the value that begins at this place is, as in steps[2].usage.
func (d *Document) path(place int) string {
	s := scanner{data: d.data}
	s.space()
	value := Value{document: d, start: s.at, end: len(d.data)}
	var path []byte
	for value.start != place {
		if value.IsObject() {
			value, path = value.memberAt(place, path)
		} else {
			value, path = value.itemAt(place, path)
		}
	}
	return string(path)
}

func (v Value) memberAt(place int, path []byte) (Value, []byte) {
	object := v.Object()
	for _, m := range object.members {
		if m.start <= place && place < m.end {
			if len(path) > 0 {
				path = append(path, '.')
			}
			return object.at(m), append(path, object.name(m)...)
		}
	}
	return Value{document: v.document, start: place}, path
}

func (v Value) itemAt(place int, path []byte) (found Value, _ []byte) {
	found = Value{document: v.document, start: place}
	index := 0
	v.items(func(item Value) {
		if item.start <= place && place < item.end {
			found = item
			path = append(path, '[')
			path = strconv.AppendInt(path, int64(index), 10)
			path = append(path, ']')
		}
		index++
	})
	return found, path
}
