package wire

import "fmt"

// The memory that values take at most, in bytes, by the characters they are written with: a text that is small must not take much memory
// once it is read.
const (
	ofObject = 450
	ofList   = 350
	ofItem   = 190
	ofKey    = 110
	// free is not counted, so that an event of few fields is within any limit that its text is within.
	free = ofObject + 6*(ofItem+ofKey)
	// factor is how many times the limit of a text its values may take.
	factor = 2
)

// TooLarge says that the values of a JSON text would take more memory than the limit, in bytes.
type TooLarge struct{ Limit int }

func (t *TooLarge) Error() string {
	return fmt.Sprintf("the values of the JSON take more than %d bytes of memory", t.Limit)
}

func room(limit int) int {
	const most = int(^uint(0) >> 1)
	if limit <= 0 || limit > most/factor {
		return most
	}
	return limit * factor
}
