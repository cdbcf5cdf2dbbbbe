package main

import (
	"fmt"
	"math"
	"testing"

	"github.com/wirefold/wirefold/deploy/grafana/board"
)

// Grafana's panels, whose colours the stages must stand out from.
const (
	darkPanel  board.Color = "#181b1f"
	lightPanel board.Color = "#ffffff"
)

// eyes turn linear sRGB into what each kind of eye sees of it: Machado, Oliveira, Fernandes (2009), severity 1.
var eyes = map[string][3][3]float64{
	"trichromat":  {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanope":   {{.152286, 1.052583, -.204868}, {.114503, .786281, .099216}, {-.003882, -.048116, 1.051998}},
	"deuteranope": {{.367322, .860646, -.227968}, {.280085, .672501, .047413}, {-.011820, .042940, .968881}},
}

func TestStagesAreToldApart(t *testing.T) {
	for eye, seen := range eyes {
		for i, a := range stages {
			for _, b := range stages[:i] {
				if d := distance(look(seen, linear(t, a.color)), look(seen, linear(t, b.color))); d < .12 {
					t.Errorf("for a %s %s and %s are %.3f apart in Oklab, want 0.12", eye, a.name, b.name, d)
				}
			}
		}
	}
	for _, s := range stages {
		for _, panel := range []board.Color{darkPanel, lightPanel} {
			if c := contrast(linear(t, s.color), linear(t, panel)); c < 2.2 {
				t.Errorf("%s has a contrast of %.1f on %s, want 2.2", s.name, c, panel)
			}
		}
	}
}

type rgb [3]float64

func linear(t *testing.T, c board.Color) rgb {
	t.Helper()
	var v [3]uint8
	if _, err := fmt.Sscanf(string(c), "#%02x%02x%02x", &v[0], &v[1], &v[2]); err != nil {
		t.Fatalf("read colour %s: %v", c, err)
	}
	var out rgb
	for i := range v {
		x := float64(v[i]) / 255
		if out[i] = x / 12.92; x > .04045 {
			out[i] = math.Pow((x+.055)/1.055, 2.4)
		}
	}
	return out
}

func look(eye [3][3]float64, c rgb) rgb {
	var out rgb
	for i := range out {
		out[i] = min(1, max(0, eye[i][0]*c[0]+eye[i][1]*c[1]+eye[i][2]*c[2]))
	}
	return out
}

// distance is Euclid's in Oklab (Ottosson 2020), where equal steps look equal; black and white are 1 apart.
func distance(a, b rgb) float64 {
	x, y := oklab(a), oklab(b)
	return math.Sqrt((x[0]-y[0])*(x[0]-y[0]) + (x[1]-y[1])*(x[1]-y[1]) + (x[2]-y[2])*(x[2]-y[2]))
}

func oklab(c rgb) [3]float64 {
	l := math.Cbrt(.4122214708*c[0] + .5363325363*c[1] + .0514459929*c[2])
	m := math.Cbrt(.2119034982*c[0] + .6806995451*c[1] + .1073969566*c[2])
	s := math.Cbrt(.0883024619*c[0] + .2817188376*c[1] + .6299787005*c[2])
	return [3]float64{
		.2104542553*l + .7936177850*m - .0040720468*s,
		1.9779984951*l - 2.4285922050*m + .4505937099*s,
		.0259040371*l + .7827717662*m - .8086757660*s,
	}
}

// contrast is WCAG's ratio of luminances, from 1 to 21.
func contrast(a, b rgb) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

func luminance(c rgb) float64 { return .2126*c[0] + .7152*c[1] + .0722*c[2] }
