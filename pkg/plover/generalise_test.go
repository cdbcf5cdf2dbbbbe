package plover

import "testing"

// TestOtherAffairs reads paragraphs about affairs that the lexicon was not tuned on: who did it, to whom, and nothing more.
func TestOtherAffairs(t *testing.T) {
	for _, row := range []struct{ behaviour, text, want string }{
		{"sanctions: what the imposer and the target did, not what they may do",
			"BRUSSELS, Jan 7 (Test Agency) - The European Union imposed sanctions on Belarus on Friday over the arrest of two editors. Minsk said it might answer in kind, and Poland praised the decision.",
			"SANCTION EU>BLR 2022-01-07; SUPPORT POL>"},
		{"sanctions eased: those on whom they lay",
			"The United States lifted sanctions on Sudan in a step that diplomats in Khartoum had awaited for years.",
			"CONCEDE USA>SDN"},
		{"a border clash, with one side blaming the other",
			"Armenia accused Azerbaijan of shelling a village near the border. Azerbaijan denied the charge and said its troops had not opened fire.",
			"ACCUSE ARM>AZE allege"},
		{"a border clash in which both fight",
			"Indian and Chinese soldiers clashed on a ridge in the Himalayas on Thursday.",
			"ASSAULT IND+CHN> 2022-01-06"},
		{"aid: the giver and the country that gets it",
			"Japan sent food and tents to Tonga after the eruption. Its neighbours promised to follow.",
			"AID JPN>TON"},
		{"aid that is only asked for",
			"Haiti has appealed to Canada for doctors, a spokesman for the hospital said on Friday.",
			"REQUEST HTI>CAN"},
		{"a protest against one's own government",
			"Thousands of Kazakh workers rallied against the rise in the price of fuel. Police in Kazakhstan arrested dozens of them.",
			"PROTEST KAZ>; COERCE KAZ>"},
		{"a court case",
			"A Spanish court sentenced two Bolivian bankers to nine years. The bankers, whose lawyers are known in Peru, will appeal.",
			"SANCTION ESP>BOL"},
		{"trade: what is agreed in principle",
			"Australia and India signed a trade agreement on Thursday. The minister, who has lived in Japan, called it a good day.",
			"AGREE AUS+IND> 2022-01-06"},
		{"trade: a ban that is under study is none",
			"Indonesia is considering whether to ban exports of coal. Mexico could ban the sale of maize seeds if Congress agrees.",
			""},
		{"envoys expelled, and the answer that is promised",
			"Kenya expelled the ambassador of Somalia. Somalia will expel Kenyan diplomats in return.",
			"SANCTION KEN>SOM; THREATEN SOM>KEN"},
		{"a mediator's visit",
			"The Turkish foreign minister visited Ethiopia on Wednesday to mediate in the dispute over the dam.",
			"CONSULT TUR>ETH visit 2022-01-05"},
		{"a withdrawal",
			"France withdrew its last troops from Mali. A column of trucks crossed into Niger before dawn.",
			"RETREAT FRA>MLI"},
		{"a subject without a name is nobody named nearby",
			"In Norway the opposition demanded an inquiry. The owner of the ship accused Denmark of delay. Sweden's critics, the editor said, had agreed to wait.",
			""},
		{"an exercise is held in a country, not against it",
			"Serbia moved tanks into Hungary for an exercise.",
			"MOBILIZE SRB> HUN"},
		{"arms for another country are aid, arms at the border are not",
			"Latvia sent rifles to Moldova. Algeria sent tanks to the border with Morocco.",
			"AID LVA>MDA; MOBILIZE DZA>MAR"},
		{"an exercise of one's own is no cooperation",
			"Venezuela held military exercises near the border with Guyana. Chile held joint exercises with Peru.",
			"MOBILIZE VEN>; COOPERATE CHL+PER>"},
		{"an air raid, told without the word",
			"Ethiopia struck a depot in Eritrea on Thursday.",
			"ASSAULT ETH>ERI 2022-01-06 ERI"},
	} {
		t.Run(row.behaviour, func(t *testing.T) {
			if got := render(row.text); got != row.want {
				t.Errorf("%s\n got %s\nwant %s", row.text, got, row.want)
			}
		})
	}
}

func TestPrecision(t *testing.T) {
	for _, row := range []struct{ behaviour, text, want string }{
		{"a dateline does nothing", "OSLO (Test Agency) — The museum has agreed to lend a ship.\n\nRain fell.", ""},
		{"what belongs to a party is not the party", "Norway rejected any change to Sweden's fishing rights.", "REJECT NOR>"},
		{"who is threatened is not whose interests are named", "Norway warned of consequences if the fleet ignored Denmark's concerns.", "THREATEN NOR>"},
		{"who asked not to be named asked for nothing", "A Norwegian lawmaker, who asked not to be named, had seen the paper. The Swedish minister declined to comment.", ""},
		{"questions are no requests", "Norwegian reporters asked questions about the fish. Swedish ones asked whether it was fresh.", ""},
		{"an unknown noun is its own subject", "Norway said its partner had agreed to wait. Sweden said his interlocutor had rejected the plan.", ""},
		{"a second verb has the first one's subject", "The prince thanked the people of Norway for their years as a neighbour of Sweden and praised his hosts.", ""},
		{"a participle's own subject goes before the sentence's", "Norway and Finland ended their talks, with Sweden rejecting Denmark's offer.", "CONSULT NOR+FIN>; REJECT SWE>DNK"},
		{"what one would welcome has not come", "Norway would welcome a visit by Sweden.", ""},
		{"what was not rejected is no rejection", "Norway did not reject the plan. Sweden has never threatened Denmark.", ""},
		{"what a treaty would oblige to is not promised", "The draft would oblige Norway to withdraw the troops that have been stationed in Finland.", ""},
		{"years after is history", "The treaty came two years after it annexed Finland. Sweden is silent eight years after Norway attacked it.", "ASSAULT NOR> (historical)"},
		{"a town is where talks are, not who talks", "Jane Roe is to hold talks in Berlin with her Norwegian and Danish counterparts.", "AGREE +NOR+DNK> DEU (future)"},
		{"who hears a complaint is not accused", "Norway complained to the United Nations, and Denmark looked away.", "ACCUSE NOR> disapprove"},
		{"where it happened is not to whom", "Norwegian police arrested three men suspected of an attack on a Danish ferry. Sweden killed four gunmen near the border with Finland.", "COERCE NOR>; ASSAULT SWE>"},
		{"unacceptable before its noun rejects nothing", "Norway said it would remove unacceptable threats.", ""},
		{"what was told is coded once", "Norway's foreign minister Jane Roe said she had told Denmark that Sweden would face sanctions if it came closer.", "THREATEN NOR>SWE restrict"},
		{"a second clause is no second recipient", "Norway imposed tariffs on Danish butter, and Sweden is silent. Finland rejected the charge and said it would ask Iceland for help.", "SANCTION NOR>DNK; REJECT FIN>"},
		{"a clause added with and has its own subject", "Norway condemned the trial and Denmark threatened new sanctions against Russia.", "ACCUSE NOR> disapprove; THREATEN DNK>RUS"},
		{"what was left undone is not refused", "Norway has not delivered food to Sweden. Denmark will not deliver food to Finland.", "REJECT DNK>FIN"},
		{"an answer is a threat only in harsh words", "Norway said that it would give Sweden a written response. Denmark said that Russia would be met with a swift response.", "THREATEN DNK>RUS"},
		{"a list of four is four", "Advisers to the leaders of Norway, Sweden, Finland and Denmark met for eight hours.", "CONSULT NOR+SWE+FIN+DNK>"},
	} {
		t.Run(row.behaviour, func(t *testing.T) {
			if got := render(row.text); got != row.want {
				t.Errorf("%s\n got %s\nwant %s", row.text, got, row.want)
			}
		})
	}
}
