package value

import "strconv"

// Bytes is a number of bytes in its largest unit: 900 B, 12 kB, 22.0 MB, 1.4 GB.
func Bytes(n int64) string {
	if n < 0 {
		return "-" + Bytes(-n)
	}
	if n < 1000 {
		return strconv.FormatInt(n, 10) + " B"
	}
	size, unit := float64(n)/1000, 0
	units := []string{" kB", " MB", " GB", " TB"}
	for size >= 1000 && unit < len(units)-1 {
		size /= 1000
		unit++
	}
	digits := 1
	if unit == 0 || size >= 100 {
		digits = 0
	}
	return strconv.FormatFloat(size, 'f', digits, 64) + units[unit]
}
