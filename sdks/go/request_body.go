package agentspec

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"unicode/utf8"
)

var errNotUnicode = errors.New("the JSON " + notUnicode)

// jsonOf writes the body of a request. It refuses what JSON cannot say.
func jsonOf(body map[string]any) ([]byte, *failure) {
	if refusal := checkJSON("the body", reflect.ValueOf(body), 0); refusal != nil {
		return nil, refusal
	}
	text, err := written(body)
	if err != nil {
		refusal := invalidRequest(unwritable("the request", body)+" cannot be written as JSON", "")
		refusal.cause = err
		return nil, refusal
	}
	return text, nil
}

// written returns a value as JSON. What marshals itself may write what is no Unicode.
func written(value any) ([]byte, error) {
	text, err := marshal(value)
	if err == nil && !utf8.Valid(text) {
		err = errNotUnicode
	}
	return text, err
}

// unwritable returns the name of the innermost member that cannot be written.
func unwritable(name string, value any) string {
	members, _ := value.(map[string]any)
	for key, member := range members {
		if _, err := written(member); err != nil {
			return unwritable(key, member)
		}
	}
	return name
}

// deepestJSON is how deep a body may be nested: deeper than any server reads. A value that contains itself has no end.
const deepestJSON = 1000

var (
	jsonMarshaler = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
)

// checkJSON refuses texts that encoding/json would change, numbers that it refuses without their name, and what is nested too deep.
func checkJSON(name string, value reflect.Value, depth int) *failure {
	if depth > deepestJSON {
		return invalidRequest(fmt.Sprintf("%s is nested deeper than %d levels, or contains itself", name, deepestJSON), "")
	}
	if !value.IsValid() || value.Type().Implements(jsonMarshaler) || value.Type().Implements(textMarshaler) {
		return nil
	}
	switch value.Kind() {
	case reflect.String:
		if !utf8.ValidString(value.String()) {
			return invalidRequest(name+" "+notUnicode, "")
		}
	case reflect.Float32, reflect.Float64:
		if number := value.Float(); math.IsNaN(number) || math.IsInf(number, 0) {
			return invalidRequest(fmt.Sprintf("%s is %v: JSON has no such number", name, number), "")
		}
	case reflect.Interface:
		return checkJSON(name, value.Elem(), depth)
	case reflect.Pointer:
		return checkJSON(name, value.Elem(), depth+1)
	case reflect.Map:
		for members := value.MapRange(); members.Next(); {
			if refusal := checkMember(name, members.Key(), members.Value(), depth+1); refusal != nil {
				return refusal
			}
		}
	case reflect.Slice, reflect.Array:
		if value.Type().Elem().Kind() == reflect.Uint8 {
			return nil
		}
		for index := range value.Len() {
			if refusal := checkJSON(name, value.Index(index), depth+1); refusal != nil {
				return refusal
			}
		}
	case reflect.Struct:
		for index := range value.NumField() {
			field := value.Type().Field(index)
			if !isWritten(field) {
				continue
			}
			if refusal := checkJSON(jsonName(field), value.Field(index), depth+1); refusal != nil {
				return refusal
			}
		}
	}
	return nil
}

// isWritten returns whether encoding/json writes a field: also those of an embedded struct whose type is not exported.
func isWritten(field reflect.StructField) bool {
	embedded := field.Type
	if embedded.Kind() == reflect.Pointer {
		embedded = embedded.Elem()
	}
	isPublic := field.IsExported() || field.Anonymous && embedded.Kind() == reflect.Struct
	return isPublic && field.Tag.Get("json") != "-"
}

// jsonName returns the name of a struct's field in JSON.
func jsonName(field reflect.StructField) string {
	if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" {
		return name
	}
	return field.Name
}

// checkMember checks a member of a map, which its key names if that is a text.
func checkMember(name string, key, member reflect.Value, depth int) *failure {
	if key.Kind() == reflect.String {
		if name = key.String(); !utf8.ValidString(name) {
			return invalidRequest("a key "+notUnicode, "")
		}
	}
	return checkJSON(name, member, depth)
}
