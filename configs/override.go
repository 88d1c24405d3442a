package configs

import (
	"fmt"
	"strconv"
	"strings"

	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	pb "tengen/proto/tengen/v1"
)

// override applies key=value to c and returns the key. The learning rates are given as one number, or as
// step:rate for each, with commas between them.
func override(c *pb.Config, text string) (key string, err error) {
	key, value, ok := strings.Cut(text, "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if !ok {
		return key, fmt.Errorf("--set %s: want key=value, as in --set search.simulations=100", text)
	}
	if key == "training.rate" {
		rates, ok := parseRates(value)
		if !ok {
			return key, fmt.Errorf("--set %s: want a rate, or step:rate,step:rate, as in --set training.rate=0:0.01,400000:0.001", text)
		}
		if c.Training == nil {
			c.Training = &pb.TrainingConfig{}
		}
		c.Training.Rate = rates
		return key, nil
	}
	m, fd := locate(c, key)
	if fd == nil {
		return key, fmt.Errorf("--set %s: %s", text, noValue(key))
	}
	v, ok := parseValue(m, fd, value)
	if !ok {
		return key, fmt.Errorf("--set %s: want %s", text, wanted(key))
	}
	m.Set(fd, v)
	return key, nil
}

// noValue says why no value can be set for key.
func noValue(key string) string {
	for _, f := range fields {
		if strings.HasPrefix(f.key, key+".") {
			return key + " is a group of keys, such as " + f.key
		}
	}
	return noKey(key)
}

// parseValue reads a value as it would stand in a file; a string needs no quotes.
func parseValue(m protoreflect.Message, fd protoreflect.FieldDescriptor, value string) (protoreflect.Value, bool) {
	if fd.Kind() == protoreflect.StringKind {
		return protoreflect.ValueOfString(value), true
	}
	fresh := m.New()
	err := prototext.Unmarshal([]byte(string(fd.Name())+": "+value), fresh.Interface())
	set := 0
	fresh.Range(func(protoreflect.FieldDescriptor, protoreflect.Value) bool { set++; return true })
	return fresh.Get(fd), err == nil && set == 1
}

func parseRates(text string) (rates []*pb.Rate, ok bool) {
	for _, part := range strings.Split(text, ",") {
		from, value, found := strings.Cut(part, ":")
		if !found {
			from, value = "0", part
		}
		step, err := strconv.ParseInt(strings.TrimSpace(from), 10, 64)
		if err != nil {
			return nil, false
		}
		rate, err := strconv.ParseFloat(strings.TrimSpace(value), 32)
		if err != nil {
			return nil, false
		}
		rates = append(rates, &pb.Rate{FromStep: proto.Int64(step), Rate: proto.Float32(float32(rate))})
	}
	return rates, true
}
