package main

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/topology"
)

// doorMessages are the answers of POST /v1/articles, and the one form that the wire does not take.
func doorMessages(reasons []string) object {
	str := func(said string, more ...member) object {
		return append(object{{"description", said}, {"type", "string"}}, more...)
	}
	receipt := object{
		{"stream", str("The stream that took it.", member{"enum", []string{topology.Wire}})},
		{"seq", object{{"description", "Sequence in WIRE: the article's wireSeq in all that comes of it."}, {"type", "integer"}, {"minimum", 1}}},
		{"duplicate", object{{"description", "It was stored before, at this sequence."}, {"type", "boolean"}}},
		{"subject", str("The subject that it was published on.", member{"pattern", "^wire[.]" + strings.TrimPrefix(token, "^")})},
		{"articleId", str("Id of the article, as events have it.", member{"pattern", articleID})},
	}
	refusal := object{
		{"status", object{{"description", "HTTP's."}, {"type", "integer"}, {"minimum", 400}, {"maximum", 599}}},
		{"reason", str("Where ingest would bury the article: why, of its closed set.", member{"enum", reasons})},
		{"detail", str("What is wrong, and what to do.")},
	}
	line := append(append(object{
		{"line", object{{"description", "Which one, counted from 1."}, {"type", "integer"}, {"minimum", 1}}},
		{"status", object{{"description", "As if the line had come alone."}, {"type", "integer"}, {"minimum", 200}, {"maximum", 599}}},
	}, receipt...), refusal[1:]...)
	line = append(line, member{"retryAfter", object{{"description", "After how many seconds another try of it may do better: Retry-After, if the line had come alone."}, {"type", "integer"}, {"minimum", 1}}})
	return object{
		{"articleLines", object{
			{"name", "articleLines"}, {"title", "Article objects"}, {"summary", "Article objects, one a line, at most 1,000. They are taken in their order."}, {"contentType", "application/x-ndjson"},
			{"payload", str("A line each.")},
		}},
		{"articleReceipt", object{
			{"name", "articleReceipt"}, {"title", "Receipt"}, {"summary", "The article is stored: 201, or 200 where it had been before."}, {"contentType", "application/json"},
			{"payload", object{{"type", "object"}, {"required", []string{"stream", "seq", "duplicate", "subject", "articleId"}}, {"properties", receipt}}},
		}},
		{"lineReceipt", object{
			{"name", "lineReceipt"}, {"title", "Receipt of a line"}, {"summary", "What became of one line: its receipt, or why there is none."}, {"contentType", "application/x-ndjson"},
			{"payload", object{{"type", "object"}, {"required", []string{"line", "status"}}, {"properties", line}}},
		}},
		{"problem", object{
			{"name", "problem"}, {"title", "Problem"}, {"summary", "Why nothing was stored: problem details of RFC 9457. 413 too large, 415 a form that the wire does not take, 422 it would become a dead letter or its key was given to another, 429 and 503 with Retry-After."},
			{"contentType", "application/problem+json"},
			{"payload", object{{"type", "object"}, {"required", []string{"type", "title", "status"}}, {"properties", append(object{
				{"type", str("Always about:blank: title and status say it.", member{"const", "about:blank"})}, {"title", str("Of the status.")},
			}, refusal...)}}},
		}},
	}
}

// doorServer is where they are posted to.
func doorServer() object {
	return object{
		{"host", httpdoor.Usual}, {"protocol", "http"}, {"summary", "The door of `wirefold run`."},
		{"description", "`--door`. Other than on loopback it wants bearer tokens (`--door-tokens`) or certificates of clients (`--door-client-ca`)."},
		{"security", []object{{{"$ref", "#/components/securitySchemes/token"}}, {{"$ref", "#/components/securitySchemes/certificate"}}}},
	}
}

func securitySchemes() object {
	return object{
		{"token", object{{"type", "http"}, {"scheme", "bearer"}, {"description", "A token of --door-tokens."}}},
		{"certificate", object{{"type", "X509"}, {"description", "A certificate of --door-client-ca; it may publish for the sources that it names."}}},
	}
}

func doorChannels() object {
	return object{
		{"articles", object{
			{"address", "/v1/articles"}, {"title", "POST /v1/articles"},
			{"description", "The same bodies as wire.<source>, by HTTP. The headers of the wire are HTTP's headers here."},
			{"servers", []object{{{"$ref", "#/servers/door"}}}}, {"messages", refs(append(wireForms, "articleLines")...)},
			{"bindings", object{{"http", object{}}}},
		}},
		{"articleReceipts", object{
			{"address", nil}, {"title", "Answers of POST /v1/articles"}, {"messages", refs("articleReceipt", "lineReceipt", "problem")},
		}},
	}
}

func doorOperation() object {
	return object{
		{"action", "receive"}, {"channel", object{{"$ref", "#/channels/articles"}}},
		{"summary", "Takes an article by HTTP, as any publisher's on wire.<source>, and answers when WIRE has it."},
		{"description", "The source is that of `?source=` or the header `Wirefold-Source`, else what the body names: its `source`, or the host of its address. " +
			"`Idempotency-Key` makes a retry harmless; without it the content does."},
		{"tags", []object{{{"name", "in"}}}},
		{"bindings", object{{"http", object{
			{"method", "POST"}, {"bindingVersion", "0.3.0"},
			{"query", object{{"type", "object"}, {"properties", object{{"source", object{{"type", "string"}, {"description", "Who published it, a host or an agency."}}}}}}},
		}}}},
		{"reply", object{{"channel", object{{"$ref", "#/channels/articleReceipts"}}}}},
	}
}
