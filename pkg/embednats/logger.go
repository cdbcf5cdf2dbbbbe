package embednats

import (
	"fmt"

	"go.uber.org/zap"
)

// logger passes the server's warnings and errors on. What the server calls fatal (it would end its own process) becomes
// the error of Start.
type logger struct {
	to    *zap.Logger
	fatal chan error
}

func (l *logger) Fatalf(format string, v ...any) {
	select {
	case l.fatal <- fmt.Errorf(format, v...):
	default:
	}
}

func (l *logger) Errorf(format string, v ...any) {
	if l.to != nil {
		l.to.Error("nats server: " + fmt.Sprintf(format, v...))
	}
}

func (l *logger) Warnf(format string, v ...any) {
	if l.to != nil {
		l.to.Warn("nats server: " + fmt.Sprintf(format, v...))
	}
}

func (*logger) Noticef(string, ...any) {}
func (*logger) Debugf(string, ...any)  {}
func (*logger) Tracef(string, ...any)  {}
