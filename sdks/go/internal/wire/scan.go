package wire

import "fmt"

// deepest is how deep values may be within one another.
const deepest = 127

// A scanner checks a JSON text from its start to its end, once.
type scanner struct {
	data     []byte
	at       int
	depth    int
	memory   int
	room     int
	document *Document
}

// A member of an object: the places of its name, without the quotes, and of its value.
type member struct {
	name, nameEnd int
	start, end    int
	isEscaped     bool // whether the name has an escape
}

// scan passes the only value of the text.
func (s *scanner) scan() (start, end int, err error) {
	if err := s.count(0); err != nil {
		return 0, 0, err
	}
	s.space()
	start = s.at
	if err := s.value(); err != nil {
		return 0, 0, err
	}
	end = s.at
	if s.space(); s.at < len(s.data) {
		return 0, 0, s.expected("the end")
	}
	return start, end, nil
}

func (s *scanner) value() error {
	if s.at == len(s.data) {
		return s.expected("a value")
	}
	switch s.data[s.at] {
	case '"':
		_, err := s.text()
		return err
	case '{':
		return s.object()
	case '[':
		return s.list()
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	case 'N':
		return s.word("NaN")
	case 'I':
		return s.word("Infinity")
	default:
		return s.number()
	}
}

func (s *scanner) object() error {
	if err := s.enter(ofObject); err != nil {
		return err
	}
	isRoot := s.depth == 1
	if s.space(); s.isNext('}') {
		s.depth--
		return nil
	}
	for {
		var m member
		if s.at == len(s.data) || s.data[s.at] != '"' {
			return s.expected("a name in quotes")
		}
		m.name = s.at + 1
		var err error
		if m.isEscaped, err = s.text(); err != nil {
			return err
		}
		m.nameEnd = s.at - 1
		if s.space(); !s.isNext(':') {
			return s.expected("a colon")
		}
		if err := s.count(ofKey); err != nil {
			return err
		}
		s.space()
		m.start = s.at
		if err := s.value(); err != nil {
			return err
		}
		m.end = s.at
		if isRoot {
			s.document.members = append(s.document.members, m)
		}
		s.space()
		if s.isNext('}') {
			s.depth--
			return nil
		}
		if !s.isNext(',') {
			return s.expected("a comma or the end of the object")
		}
		if err := s.count(ofItem); err != nil {
			return err
		}
		s.space()
	}
}

func (s *scanner) list() error {
	if err := s.enter(ofList); err != nil {
		return err
	}
	if s.space(); s.isNext(']') {
		s.depth--
		return nil
	}
	for {
		if err := s.value(); err != nil {
			return err
		}
		s.space()
		if s.isNext(']') {
			s.depth--
			return nil
		}
		if !s.isNext(',') {
			return s.expected("a comma or the end of the list")
		}
		if err := s.count(ofItem); err != nil {
			return err
		}
		s.space()
	}
}

// enter begins an object or a list.
func (s *scanner) enter(memory int) error {
	s.at++
	if s.depth++; s.depth > deepest {
		return &Problem{Reason: "recursion limit exceeded"}
	}
	return s.count(memory)
}

func (s *scanner) count(memory int) error {
	if s.memory += memory; s.memory > s.room {
		return &TooLarge{Limit: s.room}
	}
	return nil
}

// text passes a string, and returns whether it has an escape.
func (s *scanner) text() (isEscaped bool, err error) {
	s.at++
	for {
		s.at += plain(s.data[s.at:])
		if s.at == len(s.data) {
			return isEscaped, s.expected("the end of the string")
		}
		switch s.data[s.at] {
		case '"':
			s.at++
			return isEscaped, nil
		case '\\':
			isEscaped = true
			if err := s.escape(); err != nil {
				return isEscaped, err
			}
		default:
			return isEscaped, s.problem("a control character in a string")
		}
	}
}

func (s *scanner) escape() error {
	rest := s.data[s.at+1:]
	switch {
	case len(rest) == 0:
		s.at = len(s.data)
		return s.expected("the end of the string")
	case escapes[rest[0]] != 0:
		s.at += 2
		return nil
	case rest[0] == 'u':
		if _, ok := codeUnit(rest[1:]); ok {
			s.at += 6
			return nil
		}
	}
	return s.problem("an invalid escape")
}

func (s *scanner) word(word string) error {
	if len(s.data)-s.at < len(word) || string(s.data[s.at:s.at+len(word)]) != word {
		return s.expected("a value")
	}
	s.at += len(word)
	return nil
}

func (s *scanner) number() error {
	start := s.at
	if s.isNext('-') && s.at < len(s.data) && s.data[s.at] == 'I' {
		return s.word("Infinity")
	}
	if !s.isNext('0') && !s.digits() {
		s.at = start
		return s.expected("a value")
	}
	if s.isNext('.') && !s.digits() {
		return s.expected("a digit")
	}
	if s.isNext('e') || s.isNext('E') {
		if !s.isNext('+') {
			s.isNext('-')
		}
		if !s.digits() {
			return s.expected("a digit")
		}
	}
	return nil
}

// digits passes digits, and returns whether there are any.
func (s *scanner) digits() bool {
	start := s.at
	for s.at < len(s.data) && isDigit(s.data[s.at]) {
		s.at++
	}
	return s.at > start
}

// isNext passes this byte, if it is next.
func (s *scanner) isNext(expected byte) bool {
	if s.at < len(s.data) && s.data[s.at] == expected {
		s.at++
		return true
	}
	return false
}

func (s *scanner) space() {
	for s.at < len(s.data) && isSpace(s.data[s.at]) {
		s.at++
	}
}

func (s *scanner) expected(what string) error {
	if s.at == len(s.data) {
		return &Problem{Reason: fmt.Sprintf("expected %s, got the end of the JSON at byte %d", what, s.at)}
	}
	return s.problem("expected " + what)
}

func (s *scanner) problem(what string) error {
	return &Problem{Reason: fmt.Sprintf("%s at byte %d of the JSON", what, s.at)}
}

func isDigit(b byte) bool { return b-'0' < 10 }

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\r' || b == '\t' }
