package sgf

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// Texts whose later bytes look like brackets and escapes, in the values before and after CA.
func TestCharsets(t *testing.T) {
	for _, tt := range []struct {
		ca       string
		encoding encoding.Encoding
		text     string
	}{
		{"Big5", traditionalchinese.Big5, "許功蓋"},       // b35c a55c bb5c: each ends in a backslash
		{"big5", traditionalchinese.Big5, "本因坊戰"},      // a65d ends in a bracket
		{"Shift_JIS", japanese.ShiftJIS, "表示ソ能ー"},      // 955c, 835c, 945c, 815b
		{"SJIS", japanese.ShiftJIS, "本因坊ｱｲ"},           // half-width letters are one byte
		{"GB18030", simplifiedchinese.GB18030, "围棋😀ü"}, // characters of four bytes
		{"GB2312", simplifiedchinese.GBK, "围棋"},
		{"cp936", simplifiedchinese.GBK, "朴埈奭"}, // 8a5d
		{"gbk", simplifiedchinese.GBK, "金昞俊"},   // 955c
		{"EUC-KR", korean.EUCKR, "바둑 이창호"},
		{"ks_c_5601-1987", korean.EUCKR, "똠방각하"},
		{"EUC-JP", japanese.EUCJP, "囲碁丂"}, // three bytes
		{"windows-1251", charmap.Windows1251, "Го"},
		{"windows-1252", charmap.Windows1252, "“Go” — €"},
		{"latin1", charmap.ISO8859_1, "Müller\u0080"},
		{"ISO-8859-15", charmap.ISO8859_15, "5 €"},
	} {
		t.Run(tt.ca+" "+tt.text, func(t *testing.T) {
			want := Collection{{Properties: []Property{
				{"FF", []string{"4"}}, {"PB", []string{tt.text}}, {"CA", []string{tt.ca}}, {"PW", []string{tt.text + `\]` + tt.text, tt.text}},
			}, Children: []*Node{{Properties: []Property{{"C", []string{tt.text + "\n\\\\" + tt.text}}}}}}}
			file, err := tt.encoding.NewEncoder().String("(;FF[4]PB[" + tt.text + "]CA[" + tt.ca + "]PW[" + tt.text + `\]` + tt.text + "][" + tt.text + "]\n;C[" + tt.text + "\n\\\\" + tt.text + "]\n)\n")
			if err != nil {
				t.Fatal(err)
			}
			got, err := Parse(strings.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			if err := sameCollection(got, want); err != nil {
				t.Error(err)
			}
			if written := roundTrip(t, got); string(written) != file {
				t.Errorf("written as %q, want %q", written, file)
			}
		})
	}
}

// Trees of one file may have different character sets.
func TestCharsetsInOneFile(t *testing.T) {
	file := "(;CA[big5]PB[\xb3\x5c]\n)\n(;PB[\xfc]\n)\n(;CA[UTF-8]PB[ü]\n)\n"
	c, err := Parse(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, root := range c {
		names = append(names, root.SimpleText("PB"))
	}
	if !slices.Equal(names, []string{"許", "ü", "ü"}) {
		t.Errorf("names %q", names)
	}
	if got := roundTrip(t, c); string(got) != file {
		t.Errorf("written as %q, want %q", got, file)
	}
}

func TestByteOrderMark(t *testing.T) {
	c := Collection{{Properties: []Property{{"PB", []string{"囲碁"}}}}, {Properties: []Property{{"CA", []string{"UTF-8"}}, {"PB", []string{"ü"}}}}}
	if got := roundTrip(t, c); !bytes.HasPrefix(got, []byte(byteOrderMark)) {
		t.Errorf("a tree without CA that is not in Latin 1: %q, want a byte order mark", got)
	}
	c[0].Set("PB", "ü")
	if got := roundTrip(t, c); !bytes.HasPrefix(got, []byte("(;PB[\xfc]")) {
		t.Errorf("written as %q, want Latin 1", got)
	}
}

// The lengths of characters are those by which the decoder goes.
func TestWidth(t *testing.T) {
	for _, tt := range []struct {
		ca, bytes string
		want      int
	}{
		{"UTF-8", "\xe5\x9b\xb2", 1},
		{"latin1", "\xfc]", 1},
		{"big5", "\xb3\x5c\x5d", 2},
		{"big5", "\x88\x62\x5d", 2}, // two characters of Unicode
		{"big5", "\xb3", 1},
		{"big5", "\xff\x5d", 1},
		{"gb18030", "\x81\x30\x81\x30\x5d", 4},
		{"gb18030", "\x90\x30\x81\x30\x5d", 4}, // four bytes in UTF-8 too
		{"gb18030", "\x81\x30\x5d\x5d", 1},
		{"gb18030", "\x81\x30", 1},
		{"shift_jis", "\xb1\x5d", 1},
		{"shift_jis", "\x81\x20\x5d", 1},
		{"euc-jp", "\x8f\xb0\xa1\x5d", 3},
	} {
		if got := newCharset(tt.ca).width(tt.bytes); got != tt.want {
			t.Errorf("%s: the first character of % x has %d bytes, want %d", tt.ca, tt.bytes, got, tt.want)
		}
	}
}
