package wiremark

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/internal/lazyregexp"
)

// A Credit names an agency or outlet that a text says it was taken from.
type Credit struct {
	Name   string // the agency's name in lower case: "reuters", "afp"; as written, in lower case, where it is unknown
	Source string // its source token ("reuters_com"), of a link always, in words where the agency is known; else ""
	As     string // the name as the text writes it; "" of a link
	ByLink bool
}

// Agencies that copy credits, by every name it gives them, with the token of their host.
var agencies = func() map[string]Credit {
	m := make(map[string]Credit)
	for _, a := range []struct{ name, source, names string }{
		{"reuters", "reuters_com", "reuters|thomson reuters|рейтер|路透社|رويترز"},
		{"ap", "apnews_com", "ap|associated press|the associated press|美联社"},
		{"afp", "afp_com", "afp|agence france-presse|agence france presse|афп|法新社|فرانس برس"},
		{"dpa", "dpa_com", "dpa|deutsche presse-agentur"},
		{"tass", "tass_com", "tass|itar-tass|тасс|塔斯社"},
		{"interfax", "interfax_ru", "interfax|interfax.ru|интерфакс"},
		{"ria novosti", "ria_ru", "ria|ria novosti|риа новости|риа"},
		{"sputnik", "sputniknews_com", "sputnik"},
		{"xinhua", "xinhuanet_com", "xinhua|xinhua news agency|新华社|新華社"},
		{"upi", "upi_com", "upi|united press international"},
		{"efe", "efe_com", "efe|agencia efe"},
		{"ansa", "ansa_it", "ansa"},
		{"pa", "pa_media", "pa|press association|pa media"},
		{"aap", "aap_com_au", "aap|australian associated press"},
		{"canadian press", "thecanadianpress_com", "canadian press|the canadian press|cp"},
		{"kyodo", "kyodonews_net", "kyodo|kyodo news|共同社"},
		{"jiji", "jiji_com", "jiji|jiji press"},
		{"yonhap", "yna_co_kr", "yonhap|yonhap news agency"},
		{"anadolu", "aa_com_tr", "anadolu|anadolu agency|aa"},
		{"bloomberg", "bloomberg_com", "bloomberg|bloomberg news"},
		{"dow jones", "dowjones_com", "dow jones|dow jones newswires"},
		{"cnn", "cnn_com", "cnn|cnn wire"},
		{"apa", "apa_at", "apa"},
		{"sda", "keystone-sda_ch", "sda|keystone-sda|ats"},
		{"kna", "kna_de", "kna"},
		{"epd", "epd_de", "epd"},
		{"sid", "sid_de", "sid"},
		{"ritzau", "ritzau_dk", "ritzau"},
		{"ntb", "ntb_no", "ntb"},
		{"tt", "tt_se", "tt"},
		{"stt", "stt_fi", "stt"},
		{"belga", "belga_be", "belga"},
		{"anp", "anp_nl", "anp"},
		{"lusa", "lusa_pt", "lusa"},
		{"europa press", "europapress_es", "europa press"},
		{"pap", "pap_pl", "pap"},
		{"ctk", "ctk_eu", "ctk|čtk"},
		{"mti", "mti_hu", "mti"},
		{"belta", "belta_by", "belta|белта"},
		{"ukrinform", "ukrinform_net", "ukrinform|укринформ|укрінформ"},
		{"unian", "unian_net", "unian|унян"},
		{"pti", "ptinews_com", "pti|press trust of india"},
		{"ani", "aninews_in", "ani"},
		{"ians", "ians_in", "ians"},
		{"mena", "mena_org_eg", "mena"},
		{"irna", "irna_ir", "irna"},
		{"wam", "wam_ae", "wam"},
		{"bernama", "bernama_com", "bernama"},
		{"antara", "antaranews_com", "antara"},
		{"voa", "voanews_com", "voa|voice of america"},
		{"rfe/rl", "rferl_org", "rfe/rl|radio free europe/radio liberty|rferl"},
		{"bbc", "bbc_com", "bbc|bbc news"},
		{"deutsche welle", "dw_com", "dw|deutsche welle"},
	} {
		for n := range strings.SplitSeq(a.names, "|") {
			m[n] = Credit{Name: a.name, Source: a.source}
		}
	}
	return m
}()

// agencyOf looks an agency up by a name as written.
func agencyOf(name string) (Credit, bool) {
	name = strings.ToLower(strings.Join(strings.Fields(strings.Trim(name, " .,;:-–—/()[]©")), " "))
	if c, ok := agencies[name]; ok {
		return c, true
	}
	c, ok := agencies[around.ReplaceAllString(name, "")]
	return c, ok
}

// around is what stands around an agency's name in a byline or a list: an article, and who of it wrote.
var around = lazyregexp.New(`^(?:by |von |par |por |l['’]|the |der |die |la |el |agence |agencia |agentur |агентства? )+| (?:staff|newsroom|writers?|reporters?|correspondents?|wire|news service)$`)

// areAgencies tells that a list has nothing but known names.
func areAgencies(list string) bool {
	for _, name := range nameSeparators.Split(list, 6) {
		if _, ok := agencyOf(name); !ok {
			return false
		}
	}
	return true
}

// alone tells a paragraph that is nothing but names of agencies: "AP/Reuters", and with a desk's initials "dpa/lby".
func alone(paragraph string) bool {
	if len(paragraph) > 80 {
		return false
	}
	if m := initials.FindStringSubmatch(paragraph); m != nil {
		paragraph = m[1]
	}
	return areAgencies(paragraph)
}

var initials = lazyregexp.New(`^(\p{L}{2,4})(?:/\p{Ll}{2,4}){1,3}$`)

// hostToken is a host as a source token: no "www.", dots as underscores.
func hostToken(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Hostname() == "" {
		return ""
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	return strings.ReplaceAll(host, ".", "_")
}

// bracketed is a name alone in brackets or slashes at the end of a paragraph: "(Reuters)", "[AFP]", "/dpa", "(dpa/AFP)".
var bracketed = lazyregexp.New(`[(\[（]\s*([^()\[\]（）]{2,40}?)\s*[)\]）][.。]?\s*$`)

// The heads of copy that name an agency and are no dateline; only known agencies count.
var heads = []*lazyregexp.Regexp{
	// In brackets or slashes, alone or behind a place and a colon: "(Reuters) - ", "/ТАСС/ ", "Geneva: (dpa) ".
	lazyregexp.New(`^(?:` + named + region + `\s*[:.]\s*)?(?:[(\[（]\s*([^()\[\]（）]{2,40}?)\s*[)\]）]|/\s*([^/()]{2,30}?)\s*/)`),
	// Bare behind place and date: "МОСКВА, 10 янв — РИА Новости. ", "Москва. 10 января. ИНТЕРФАКС - ".
	lazyregexp.New(`^` + named + `[,.]\s+` + date + `[,.]?\s*(?:[-–—]\s*)?([\p{L}.\s-]{2,30}?)\s*(?:\.\s|\s[-–—]\s)`),
	// Chinese: "新华社北京1月10日电", "据路透社报道".
	lazyregexp.New(`^据?(\p{Han}{1,3}社)(?:[^，。]{0,20}?日电|报道|報導|消息)`),
}

// Credits returns whom the text credits, each once, in the order found: in the dateline and in words (title, byline,
// first and last paragraphs), then by link. Unknown names count only in phrases that can mean nothing else.
func Credits(title string, byline, paragraphs, links []string) []Credit {
	var found collection
	if len(paragraphs) > 0 {
		if d, ok := FindDateline(paragraphs[0]); ok && d.Agency != "" {
			found.names(d.Agency, true)
		}
		head := strings.TrimLeft(paragraphs[0], " \t\u00a0")
		head = head[:min(len(head), maxDateline)]
		for _, form := range heads {
			if m := form.FindStringSubmatch(head); m != nil {
				found.names(strings.Join(m[1:], ""), false)
			}
		}
	}
	for _, b := range byline {
		found.names(strings.TrimSuffix(strings.TrimPrefix(b, "By "), " Staff"), false)
	}
	if m := bracketed.FindStringSubmatch(title); m != nil {
		found.names(m[1], false)
	}
	for _, p := range edges(paragraphs) {
		lower := strings.ToLower(p)
		for _, list := range copyright.lists(p, lower, 1) {
			found.names(list, false)
		}
		for _, phrase := range publishing {
			for _, list := range phrase.lists(p, lower, 3) {
				found.names(list, strings.Contains(p, "ource") || len(p) < 200)
			}
		}
		for _, phrase := range contributing {
			for _, list := range phrase.lists(p, lower, 3) {
				found.names(list, false)
			}
		}
		if len(signOff.lists(p, lower, 1)) > 0 {
			found.add(Credit{Name: "reuters", Source: "reuters_com"})
		}
		if m := bracketed.FindStringSubmatch(p); m != nil {
			found.names(m[1], false)
		}
		if alone(p) {
			found.names(p, false)
		}
	}
	for _, link := range links {
		if token := hostToken(link); token != "" {
			found.add(Credit{Name: nameOf(token), Source: token, ByLink: true})
		}
	}
	return found.list
}

// edges are the paragraphs in which credits stand: the first, and the last four. Each is cut to what a credit needs.
func edges(paragraphs []string) []string {
	var out []string
	for i, p := range paragraphs {
		if i == 0 || i >= len(paragraphs)-4 {
			if len(p) > 1200 {
				p = strings.ToValidUTF8(p[len(p)-400:], "")
			}
			out = append(out, strings.TrimSpace(p))
		}
	}
	return out
}

// nameOf finds the agency that a host belongs to.
func nameOf(token string) string {
	for _, c := range agencies {
		if c.Source == token || strings.HasSuffix(token, "_"+c.Source) {
			return c.Name
		}
	}
	return ""
}

type collection struct{ list []Credit }

// names adds every name of a list ("Reuters and AFP", "dpa/AFP"); unknown ones only when trusted.
func (c *collection) names(list string, trusted bool) {
	for _, name := range nameSeparators.Split(list, 6) {
		name = strings.Trim(name, " .,;:'\"“”()[]/©–—-")
		if known, ok := agencyOf(name); ok {
			known.As = name
			c.add(known)
			continue
		}
		if trusted && isName(name) {
			c.add(Credit{Name: strings.TrimPrefix(strings.ToLower(name), "the "), As: name})
		}
	}
}

// isName tells what may be the name of a source from half a sentence: a few words of which the first has a capital, or a host.
func isName(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimPrefix(s, "the "))
	return s != "" && len(strings.Fields(s)) <= 4 && (!unicode.IsLower(r) || strings.Contains(s, "."))
}

var nameSeparators = lazyregexp.New(`\s*(?:,|/|&|\+|\band\b|\bund\b|\bet\b|\by\b)\s*|\s+(?:и|і|та)\s+`)

func (c *collection) add(credit Credit) {
	for _, have := range c.list {
		if have.Name == credit.Name && have.Source == credit.Source && have.ByLink == credit.ByLink {
			return
		}
	}
	c.list = append(c.list, credit)
}
