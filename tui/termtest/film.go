package termtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Film is a picture that moves: what a terminal showed, one screen after another,
// and below it the keys that were pressed. It runs by style sheet alone, without a
// script, wherever a picture may stand. Who wants no motion, and whose renderer
// knows none, sees the last screen.
type Film struct {
	terminal *Terminal
	keys     []string
	pressed  int
	// now is true from the press of a key to the next frame.
	now    bool
	frames []frame
}

// frame is one screen of a film, from the end of the frame before it.
type frame struct {
	shot
	until time.Duration
}

// A key below the screen: how high it is, and what is left free beside its name
// and between two keys, in pixels.
const (
	keyHeight  = cellHeight + 6
	keyPadding = 8
	keyGap     = 6
	keyLit     = "#5fd0c5"
	keyUnlit   = "#5b646e"
)

// Film begins a film of the terminal, in which the keys are pressed in this order.
func (t *Terminal) Film(keys ...string) *Film {
	return &Film{terminal: t, keys: keys}
}

// Press presses the next key of the film.
func (f *Film) Press() {
	f.terminal.tb.Helper()
	if f.pressed == len(f.keys) {
		f.terminal.tb.Fatalf("the film has %d keys", len(f.keys))
	}
	f.terminal.Press(f.keys[f.pressed])
	f.pressed++
	f.now = true
}

// Show takes what the terminal shows, for a while.
func (f *Film) Show(d time.Duration) {
	s := f.terminal.shot()
	f.shootKeys(&s)
	f.now = false
	if n := len(f.frames); n > 0 {
		d += f.frames[n-1].until
	}
	f.frames = append(f.frames, frame{s, d})
}

// shootKeys draws the keys below the screen: those that were pressed are lit, and
// the one that is pressed right now is filled.
func (f *Film) shootKeys(s *shot) {
	total := -keyGap
	for _, key := range f.keys {
		total += keyWidth(key) + keyGap
	}
	x, y := (s.width-total)/2, s.height
	for i, key := range f.keys {
		word, edge, fill := look{fg: keyUnlit}, keyUnlit, "none"
		switch {
		case i == f.pressed-1 && f.now:
			word, edge, fill = look{fg: background, bold: true}, keyLit, keyLit
		case i < f.pressed:
			word, edge = look{fg: foreground, bold: true}, keyLit
		}
		s.backs = append(s.backs, fmt.Sprintf(`<rect x="%d" y="%d" width="%d" height="%d" rx="4" stroke="%s" fill="%s"/>`+"\n",
			x, y, keyWidth(key), keyHeight, edge, fill))
		s.words = append(s.words, drawWord(x+keyPadding, y+3, keyWidth(key)-2*keyPadding, keyName(key), word))
		x += keyWidth(key) + keyGap
	}
	s.height += keyHeight + margin
}

func keyWidth(key string) int { return len(key)*cellWidth + 2*keyPadding }

// keyName is how a key is written on its cap.
func keyName(key string) string {
	if letter, ok := strings.CutPrefix(key, "ctrl+"); ok {
		return "Ctrl+" + strings.ToUpper(letter)
	}
	return key
}

// scene is what the frames of a film have in common: the elements that stand in
// the same ones of them.
type scene struct {
	in           []bool // by frame
	backs, words []string
}

// SVG draws the film. What several frames show alike is drawn once.
func (f *Film) SVG(title string) string {
	scenes := f.scenes()
	last := f.frames[len(f.frames)-1]
	var b strings.Builder
	openSVG(&b, title, last.width, last.height)
	fmt.Fprintf(&b, "<style>\n@media (prefers-reduced-motion:no-preference){g{animation-duration:%ss;animation-timing-function:step-end;animation-iteration-count:infinite}}\n",
		decimal(last.until.Seconds()))
	for i, s := range scenes {
		f.writeTimes(&b, i, s)
	}
	b.WriteString("</style>\n")
	// All backgrounds lie below all words: those of another scene too.
	for i, s := range scenes {
		writeScene(&b, i, s, s.backs)
	}
	for i, s := range scenes {
		writeScene(&b, i, s, s.words)
	}
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

// scenes sorts what the frames show by the frames that show it.
func (f *Film) scenes() []scene {
	in := map[string][]bool{}
	var backs, words []string // each once, in the order of their coming
	collect := func(i int, elements []string, all *[]string) {
		for _, e := range elements {
			if in[e] == nil {
				in[e] = make([]bool, len(f.frames))
				*all = append(*all, e)
			}
			in[e][i] = true
		}
	}
	for i, frame := range f.frames {
		collect(i, frame.backs, &backs)
		collect(i, frame.words, &words)
	}
	var scenes []scene
	of := func(e string) *scene {
		i := slices.IndexFunc(scenes, func(s scene) bool { return slices.Equal(s.in, in[e]) })
		if i < 0 {
			i = len(scenes)
			scenes = append(scenes, scene{in: in[e]})
		}
		return &scenes[i]
	}
	for _, e := range backs {
		s := of(e)
		s.backs = append(s.backs, e)
	}
	for _, e := range words {
		s := of(e)
		s.words = append(s.words, e)
	}
	return scenes
}

// always is true of what every frame shows.
func (s scene) always() bool { return !slices.Contains(s.in, false) }

// writeTimes says when the scene is seen. Opacity is what every renderer switches
// at once; and who asks for less motion is given none.
func (f *Film) writeTimes(b *strings.Builder, i int, s scene) {
	if s.always() {
		return
	}
	length := f.frames[len(f.frames)-1].until
	fmt.Fprintf(b, ".s%d{animation-name:s%d}@keyframes s%d{", i, i, i)
	var from time.Duration
	for n, frame := range f.frames {
		if n == 0 || s.in[n] != s.in[n-1] {
			opacity := 0
			if s.in[n] {
				opacity = 1
			}
			fmt.Fprintf(b, "%s%%{opacity:%d}", decimal(100*from.Seconds()/length.Seconds()), opacity)
		}
		from = frame.until
	}
	b.WriteString("}\n")
}

func writeScene(b *strings.Builder, i int, s scene, elements []string) {
	switch {
	case len(elements) == 0:
		return
	case s.always():
		b.WriteString("<g>\n")
	case s.in[len(s.in)-1]:
		fmt.Fprintf(b, "<g class=\"s%d\">\n", i)
	default:
		fmt.Fprintf(b, "<g class=\"s%d\" opacity=\"0\">\n", i)
	}
	writeAll(b, elements)
	b.WriteString("</g>\n")
}

// decimal writes a number as style sheets do, to the thousandth.
func decimal(n float64) string {
	return strconv.FormatFloat(float64(int(n*1000+0.5))/1000, 'f', -1, 64)
}
