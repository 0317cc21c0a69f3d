package data

import "reflect"

// cleaned cleans every string that v reaches through structs, pointers and
// slices. All that is read from the database passes here (list, one, decode),
// so that no caller can forget to; bytes such as raw JSON are left alone.
func cleaned[T any](v T) T {
	cleanValue(reflect.ValueOf(&v).Elem())
	return v
}

func cleanValue(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if s := v.String(); !printableASCII(s) && v.CanSet() {
			v.SetString(CleanText(s))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			cleanValue(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				cleanValue(v.Field(i))
			}
		}
	case reflect.Slice:
		if kind := v.Type().Elem().Kind(); kind != reflect.String && kind != reflect.Struct && kind != reflect.Pointer {
			return
		}
		for i := range v.Len() {
			cleanValue(v.Index(i))
		}
	}
}
