import type { UsersInfoCode } from './language.ts'

export const go: UsersInfoCode = {
  id: 'go',
  fileName: 'imbachat/users.go',
  code: ({ api_login, api_password }) => `package imbachat

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"strings"
)

const (
	apiLogin    = "${api_login}"
	apiPassword = "${api_password}"
)

// User is what the chat shows of a user of your site.
type User struct {
	ID         string  \`json:"user_id"\`
	Name       string  \`json:"name"\`
	AvatarURL  *string \`json:"avatar_url"\`
	ProfileURL *string \`json:"profile_url"\`
}

// UsersInfo answers the Users info URL. find is your own code: it returns a User for each of these ids that exists.
func UsersInfo(find func(ids []string) ([]User, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		login, password, _ := r.BasicAuth()
		got := sha256.Sum256([]byte(login + ":" + password))
		expected := sha256.Sum256([]byte(apiLogin + ":" + apiPassword))
		if subtle.ConstantTimeCompare(got[:], expected[:]) != 1 {
			w.WriteHeader(http.StatusUnauthorized)
			w.Write([]byte(\`{"code":401,"error":"Authenticate required!"}\`))
			return
		}
		ids := strings.FieldsFunc(r.URL.Query().Get("user_ids"), func(c rune) bool { return c == ',' })
		users, err := find(ids)
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		if users == nil {
			users = []User{}
		}
		json.NewEncoder(w).Encode(users)
	}
}
`,
}
