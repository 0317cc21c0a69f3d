package wire

import "time"

// budget is a bucket of bytes that refills with time. It bounds what a peer can
// make the program parse without asking how the bytes were packed.
type budget struct {
	size   int // bytes the bucket holds
	rate   int // bytes that flow in each second
	left   int
	filled time.Time
}

// refill adds what time has brought.
func (b *budget) refill(now time.Time) {
	if b.filled.IsZero() {
		b.left, b.filled = b.size, now
		return
	}
	gain := int(now.Sub(b.filled) * time.Duration(b.rate) / time.Second)
	if gain <= 0 {
		return
	}
	b.left, b.filled = min(b.size, b.left+gain), now
}

// take spends n bytes, or nothing where fewer are left.
func (b *budget) take(n int) bool {
	if n > b.left {
		return false
	}
	b.left -= n
	return true
}
