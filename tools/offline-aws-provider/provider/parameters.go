package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// storeVariable names the folder in which stacks share SSM parameters: <account>/<region>/<escaped name>.
const storeVariable = "OFFLINE_AWS_STORE"

const draftPrefix = ".draft-"

type parameter struct {
	Type    string `json:"type"`
	Value   string `json:"value"`
	Version int64  `json:"version"`
}

func parameterFile(where account, name string) (string, error) {
	store := os.Getenv(storeVariable)
	if store == "" {
		return "", fmt.Errorf("SSM parameter %q: the environment variable %s is not set. Set it to a folder: the offline provider keeps "+
			"parameters there, so that one stack can read what another wrote", name, storeVariable)
	}
	return filepath.Join(store, where.id, where.region, url.PathEscape(name)), nil
}

func readParameter(where account, name string) (parameter, error) {
	if strings.HasPrefix(name, "/aws/service/") {
		return publicParameter(name), nil
	}
	file, err := parameterFile(where, name)
	if err != nil {
		return parameter{}, err
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return parameter{}, fmt.Errorf("reading SSM Parameter (%s): ParameterNotFound: no stack has written it in account %s, region %s. "+
			"Apply the stack that writes it first, or correct the name", name, where.id, where.region)
	}
	if err != nil {
		return parameter{}, err
	}
	var stored parameter
	if err := json.Unmarshal(text, &stored); err != nil {
		return parameter{}, fmt.Errorf("%s is damaged: %w. Delete it and apply the stack that writes the parameter again", file, err)
	}
	return stored, nil
}

func listParameters(where account) ([]string, error) {
	file, err := parameterFile(where, "list")
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	names := []string{}
	for _, entry := range entries {
		if name, err := url.PathUnescape(entry.Name()); err == nil && !strings.HasPrefix(name, draftPrefix) {
			names = append(names, name)
		}
	}
	return names, nil
}

// publicParameter stands for those that AWS publishes; nearly all of them name a machine image.
func publicParameter(name string) parameter {
	image := "ami-0123456789abcdef0"
	if strings.HasSuffix(name, "/recommended") {
		return parameter{Type: "String", Value: fmt.Sprintf(`{"image_id":%q,"image_name":"offline"}`, image), Version: 1}
	}
	return parameter{Type: "String", Value: image, Version: 1}
}

// writeParameter stores the value and decides the attributes that hold it: only the one that the configuration chose.
func (p *provider) writeParameter(i *instance, config object) error {
	name := i.text("name")
	file, err := parameterFile(i.account, name)
	if err != nil {
		return err
	}
	stored, err := readParameter(i.account, name)
	exists := err == nil
	isNew := !present(i.attributes["version"])
	if overwrite := isTrue(i.attributes["overwrite"]); exists && isNew && !overwrite {
		return fmt.Errorf("creating SSM Parameter (%s): ParameterAlreadyExists: another resource has written it in account %s, region %s. "+
			"Two stacks cannot own one parameter; for a leftover of an earlier run, empty the folder in %s", name, i.account.id, i.account.region, storeVariable)
	}
	stored.Type, stored.Version = i.text("type"), stored.Version+1
	for _, attribute := range []string{"value", "insecure_value", "value_wo"} {
		chosen, isChosen := textOf(config[attribute])
		if isChosen {
			stored.Value = chosen
		} else if !present(i.attributes[attribute]) {
			i.attributes[attribute] = tftypes.NewValue(tftypes.String, nil)
		}
	}
	i.attributes["version"] = numberValue(stored.Version)
	return saveParameter(file, stored)
}

// saveParameter renames a complete file into place, because applies of other stacks may be reading.
func saveParameter(file string, stored parameter) error {
	text, err := json.Marshal(stored)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(file), draftPrefix)
	if err != nil {
		return err
	}
	_, err = draft.Write(text)
	if err := errors.Join(err, draft.Close()); err != nil {
		return errors.Join(err, os.Remove(draft.Name()))
	}
	return os.Rename(draft.Name(), file)
}

func (p *provider) deleteParameter(prior object) error {
	where := p.account
	if region, ok := textOf(prior["region"]); ok {
		where.region = region
	}
	name, _ := textOf(prior["name"])
	file, err := parameterFile(where, name)
	if err != nil {
		return err
	}
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
