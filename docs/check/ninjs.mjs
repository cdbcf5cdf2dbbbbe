// Validates the ninjs items of a folder, *.ninjs<version>.json with one item and *.ninjs<version>.jsonl with one a line:
// against ninjs-profile.json, and against IPTC's own schemas where the folder NINJS has them
// (ninjs-schema_<version>.json, and examples/<version>_*.json, which are validated too). IPTC's schemas are in no
// package, and their text is not Wirefold's to ship; where they are, the profile itself is held against them.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const written = process.argv[2];
const iptc = process.env.NINJS ?? '';
const versions = ['2.2', '3.1'];
let failures = 0;

const fail = (what, why) => {
  failures++;
  console.log(`${what}: ${typeof why === 'string' ? why : why.map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`).join('; ')}`);
};
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

const ajv = () => {
  const a = new Ajv({ strict: false, allErrors: true });
  addFormats(a);
  a.addSchema({ $id: 'https://geojson.org/schema/GeoJSON.json', type: 'object' }); // IPTC's refers to it; no item has one
  return a;
};

// profileOf is the profile with the names of a version.
const profileOf = (version) => {
  const profile = read('ninjs-profile.json');
  if (version === '3.1') return profile;
  const rename = (name) => (name === 'embargoedUntil' ? 'embargoed' : name.toLowerCase());
  const walk = (s) => {
    if (s === null || typeof s !== 'object' || Array.isArray(s)) return s;
    return Object.fromEntries(Object.entries(s).map(([key, value]) => {
      if (key === 'properties') value = Object.fromEntries(Object.entries(value).map(([name, each]) => [rename(name), walk(each)]));
      else if (key === 'required') value = value.map(rename);
      else if (key === '$defs') value = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, walk(each)]));
      else value = walk(value);
      return [key, value];
    }));
  };
  return walk(profile);
};

const itemsOf = (version) => readdirSync(written).sort().flatMap((file) => {
  const text = readFileSync(`${written}/${file}`, 'utf8');
  if (file.endsWith(`.ninjs${version}.json`)) return [[file, JSON.parse(text)]];
  if (file.endsWith(`.ninjs${version}.jsonl`)) return text.trim().split('\n').map((line, i) => [`${file}:${i + 1}`, JSON.parse(line)]);
  return [];
});

// within says where the profile allows what the schema knows nothing of, or types otherwise.
const within = (part, profile, schema, root, path) => {
  const open = (s, top) => (s?.$ref?.startsWith('#/') ? s.$ref.slice(2).split('/').reduce((at, key) => at[key], top) : s);
  part = open(part, profile);
  schema = open(schema, root);
  if (schema === undefined) return fail(`profile ${path}`, 'the schema does not know it');
  for (const key of ['type', 'format']) {
    if (schema[key] !== undefined && part[key] !== schema[key]) fail(`profile ${path}`, `${key} ${part[key]} is ${schema[key]} in the schema`);
  }
  for (const value of [...(part.enum ?? []), ...(part.const ? [part.const] : [])]) {
    if (schema.enum && !schema.enum.includes(value)) fail(`profile ${path}`, `${value} is none of ${schema.enum}`);
  }
  for (const name of schema.required ?? []) {
    if (!part.required?.includes(name)) fail(`profile ${path}`, `${name} is required in the schema`);
  }
  if (part.items) within(part.items, profile, schema.items, root, `${path}[]`);
  for (const [name, each] of Object.entries(part.properties ?? {})) {
    if (part.additionalProperties !== false) fail(`profile ${path}`, 'it is open');
    within(each, profile, schema.properties?.[name], root, `${path}.${name}`);
  }
};

for (const version of versions) {
  const items = itemsOf(version);
  if (items.length === 0) fail(written, `no items in ${version}`);
  const checks = { profile: ajv().compile(profileOf(version)) };
  let examples = 0;
  if (iptc && existsSync(`${iptc}/ninjs-schema_${version}.json`)) {
    const schema = read(`${iptc}/ninjs-schema_${version}.json`);
    checks["IPTC's schema"] = ajv().compile(schema);
    within(profileOf(version), profileOf(version), { ...schema.$defs.ninjsType, required: schema.required }, schema, version);
    for (const file of readdirSync(`${iptc}/examples`).filter((name) => name[0] === version[0])) {
      examples++;
      if (!checks["IPTC's schema"](read(`${iptc}/examples/${file}`))) fail(file, checks["IPTC's schema"].errors);
    }
  }
  for (const [name, check] of Object.entries(checks)) {
    for (const [file, item] of items) {
      if (!check(item)) fail(`${file}, by ${name}`, check.errors);
    }
    // What is wrong must be refused, or the check says nothing.
    const dated = version === '3.1' ? 'versionCreated' : 'versioncreated';
    const states = version === '3.1' ? 'pubStatus' : 'pubstatus';
    for (const wrong of [{ uri: 'a b' }, { [dated]: '2022-01-10' }, { [states]: 'killed' }, { headline: 'A' }, { uri: undefined }]) {
      if (check(JSON.parse(JSON.stringify({ ...items[0][1], ...wrong })))) fail(name, `${version} takes ${JSON.stringify(wrong)}`);
    }
  }
  const theirs = checks["IPTC's schema"] ? `${examples} examples of IPTC's` : "IPTC's schema and examples are not here (NINJS)";
  console.log(`ninjs ${version}: ${items.length} items by ${Object.keys(checks).join(' and ')}; ${theirs}`);
}
process.exit(failures > 0 ? 1 : 0);
