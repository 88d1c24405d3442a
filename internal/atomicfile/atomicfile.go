// Package atomicfile replaces files so that a reader, and the next start after a crash or a power cut,
// sees either all of the old file or all of the new one.
package atomicfile

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// Write makes what write writes the content of the file at path. It writes to a temporary file in the
// same folder, makes that durable, renames it to path and makes the rename durable. If anything fails
// path is as it was, and the temporary file is removed; one that a crash left behind is named
// .NAME.tmp-* and may be deleted.
//
// perm is the new file's mode before the umask.
func Write(path string, perm os.FileMode, write func(w io.Writer) error) error {
	if err := replace(path, perm, write); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

func replace(path string, perm os.FileMode, write func(w io.Writer) error) (err error) {
	dir, name := filepath.Split(path)
	f, err := createTemp(dir, name, perm)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close() // a second Close only errs
			os.Remove(f.Name())
		}
	}()
	w := bufio.NewWriterSize(f, 1<<16)
	if err := write(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return SyncDir(dir)
}

// createTemp makes a new file beside name. os.CreateTemp would fix the mode at 0600, umask or not.
func createTemp(dir, name string, perm os.FileMode) (*os.File, error) {
	for try := 0; ; try++ {
		temp := filepath.Join(dir, fmt.Sprintf(".%s.tmp-%d-%d", name, os.Getpid(), try))
		f, err := os.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, perm)
		if !os.IsExist(err) || try == 10_000 {
			return f, err
		}
	}
}

// SyncDir makes the names in a folder durable: files that were created, renamed or removed there.
// Windows cannot, and its journal needs no telling.
func SyncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	if dir == "" {
		dir = "."
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
