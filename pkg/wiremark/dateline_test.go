package wiremark

import "testing"

func TestAStopBeforeTheDash(t *testing.T) {
	for _, paragraph := range []string{
		"GENEVA, Jan 10 (EFE).- The ministers met.",
		"Madrid, 10 ene (EFE).- The ministers met.",
	} {
		if d, ok := FindDateline(paragraph); !ok || d.Agency != "EFE" || paragraph[d.End:] != "The ministers met." {
			t.Errorf("%q: %+v, %v", paragraph, d, ok)
		}
	}
}
