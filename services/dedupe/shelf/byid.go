package shelf

import "encoding/binary"

// ByID is a map from ids, most of which are a prefix and 16 lower-case hexadecimal digits: those are kept as numbers.
type ByID[V any] struct {
	prefix   string
	numbered map[uint64]V
	named    map[string]V
}

// NewByID makes an empty map; size is how many ids to expect.
func NewByID[V any](prefix string, size int) ByID[V] {
	return ByID[V]{prefix: prefix, numbered: make(map[uint64]V, size), named: map[string]V{}}
}

// Len is the number of ids.
func (m ByID[V]) Len() int { return len(m.numbered) + len(m.named) }

// Get gives what an id stands for.
func (m ByID[V]) Get(id string) (v V, ok bool) { return m.get(keyOf(id, m.prefix)) }

// Set lets an id stand for something.
func (m ByID[V]) Set(id string, v V) { m.set(keyOf(id, m.prefix), v) }

// Delete forgets an id.
func (m ByID[V]) Delete(id string) {
	if k := keyOf(id, m.prefix); k.usual {
		delete(m.numbered, k.number)
	} else {
		delete(m.named, id)
	}
}

func (m ByID[V]) get(k key) (v V, ok bool) {
	if k.usual {
		v, ok = m.numbered[k.number]
	} else {
		v, ok = m.named[k.name]
	}
	return v, ok
}

func (m ByID[V]) set(k key, v V) {
	if k.usual {
		m.numbered[k.number] = v
	} else {
		m.named[k.name] = v
	}
}

// key is an id: its number, or the id itself where it has none.
type key struct {
	number uint64
	usual  bool
	name   string
}

func keyOf(id, prefix string) key {
	if n, usual := Number(id, prefix); usual {
		return key{number: n, usual: true}
	}
	return key{name: id}
}

const digits = 16

// Number is the number of an id that is the prefix and 16 lower-case hexadecimal digits; ok is false for any other.
func Number(id, prefix string) (n uint64, ok bool) {
	if len(id) != len(prefix)+digits || id[:len(prefix)] != prefix {
		return 0, false
	}
	for i := len(prefix); i < len(id); i++ {
		switch c := id[i]; {
		case '0' <= c && c <= '9':
			n = n<<4 | uint64(c-'0')
		case 'a' <= c && c <= 'f':
			n = n<<4 | uint64(c-'a'+10)
		default:
			return 0, false
		}
	}
	return n, true
}

// Name is the id with that number.
func Name(n uint64, prefix string) string {
	var b [digits]byte
	for i := range b {
		b[i] = "0123456789abcdef"[n>>(60-4*i)&15]
	}
	return prefix + string(b[:])
}

// An id before its record: its length plus one and its bytes, or zero and its number.

func appendID(to []byte, id, prefix string) []byte {
	if n, is := Number(id, prefix); is {
		return binary.LittleEndian.AppendUint64(append(to, 0), n)
	}
	return append(binary.AppendUvarint(to, uint64(len(id))+1), id...)
}

// splitID parts an id from its record, as written by appendID.
func splitID(b []byte) (id, record []byte) {
	l, n := binary.Uvarint(b)
	if l == 0 {
		return b[:9], b[9:]
	}
	end := n + int(l-1)
	return b[:end], b[end:]
}

// cutID reads what splitID parts.
func cutID(b []byte, prefix string) (id string, record []byte) {
	packed, record := splitID(b)
	if packed[0] == 0 {
		return Name(binary.LittleEndian.Uint64(packed[1:]), prefix), record
	}
	_, n := binary.Uvarint(packed)
	return string(packed[n:]), record
}
