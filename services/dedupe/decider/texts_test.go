package decider_test

import "strings"

// copyText is the text and title that a chain calls by a name.
func copyText(name string) (title, text string, ok bool) {
	base, how, _ := strings.Cut(name, "/")
	story, ok := copies[base]
	if !ok {
		return "", "", false
	}
	title, sentences := story[0], story[1:]
	switch how {
	case "":
	case "case":
		return strings.ToUpper(title), join(sentences, func(s string) string { return strings.ReplaceAll(strings.ToUpper(s), ",", " –") }), true
	case "update":
		// A number changes, a quote goes, another comes.
		return title, join(append(sentences[:len(sentences):len(sentences)], "“All of them are home by now,” Berg said late in the evening."), func(s string) string {
			return strings.ReplaceAll(strings.ReplaceAll(s, "forty-one", "forty-three"), "“It could have been much worse,” said", "It might have been worse in the view of")
		}), true
	case "edited":
		return "Ship: " + title, join(sentences[:len(sentences)-1], func(s string) string {
			return strings.NewReplacer("early on Monday", "on Monday morning", "officials", "local officials").Replace(s)
		}), true
	case "lead":
		return title, join(sentences[:len(sentences)/2+1], nil), true
	case "tail":
		return title + ", and what followed", join(sentences[len(sentences)/2:], nil), true
	default:
		return "", "", false
	}
	return title, join(sentences, nil), true
}

func join(sentences []string, change func(string) string) string {
	var b strings.Builder
	for i, s := range sentences {
		if change != nil {
			s = change(s)
		}
		switch {
		case i > 0 && i%3 == 0:
			b.WriteString("\n\n")
		case i > 0:
			b.WriteString(" ")
		}
		b.WriteString(s)
	}
	return b.String()
}

var copies = map[string][]string{
	"ferry": {
		"Ferry runs aground off Ulvsund",
		"The car ferry Margarete ran aground off the island of Ulvsund early on Monday with forty-one people on board.",
		"Fishing boats from three villages took the passengers off before the coast guard arrived at the reef.",
		"“It could have been much worse,” said Lena Berg, who leads the rescue service in the district.",
		"The hull was torn open over a length of nine metres, according to a diver who inspected it at noon.",
		"The captain told officials that a buoy had drifted from its place during the storm of the past week.",
		"A tug from Harwick is expected to pull the vessel free at the next spring tide, which falls on Thursday.",
		"The company that runs the line has sent a smaller boat, so that school children can reach the mainland.",
		"Environmental inspectors found no oil on the beaches, although a sheen was seen behind the stern.",
		"Representatives of Norway and Sweden met in Ulvsund to talk about the marking of the shared channel.",
		"The last accident on the route was in the winter of 1987, when ice broke a propeller shaft.",
	},
	"tug": {
		"Tug heads for stranded ferry off Ulvsund",
		"Salvage crews hope that Thursday's high water will lift the Margarete from the reef near Ulvsund.",
		"Their tug left Harwick in the afternoon with pumps, two divers and a team of welders.",
		"The coast guard keeps other ships a mile away from the ferry, which lists slightly to port.",
		"Lena Berg of the rescue service asked owners of small boats not to sail out for photographs.",
		"Norway and Sweden met in Ulvsund over the buoys, whose upkeep both had left to the other.",
		"Passengers who lost their luggage can report to a desk in the harbour office until Friday.",
	},
	"apples": {
		"Late frost spares the orchards of the Vale",
		"Fruit growers in the Vale expect a fair crop of apples, after a late frost did less harm than feared.",
		"Most trees had not opened their blossom when the temperature fell to minus four degrees at dawn.",
		"Growers lit paraffin lamps between the rows and sprayed water that froze into a shield over the buds.",
		"The cider makers' guild said prices would stay where they were in the autumn market.",
		"Bees were slow to fly in the cold, and some farms have rented more hives for the coming fortnight.",
		"The harvest festival is planned for the second weekend of September, as in every year since the war.",
	},
}
