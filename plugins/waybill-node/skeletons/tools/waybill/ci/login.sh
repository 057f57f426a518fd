#!/usr/bin/env bash
# Signs in to the registry of MODEL_REPOSITORY: waybill reads docker's config.json. Node, which waybill runs on, writes
# it, so that the password is no argument and nothing prints it.
set -euo pipefail
: "${MODEL_REPOSITORY:?host/path of the versions}"
if [ -z "${REGISTRY_USERNAME:-}" ]; then
  echo "No account is given (REGISTRY_USERNAME): going on as nobody"
  exit 0
fi
: "${REGISTRY_PASSWORD:?the password or token of REGISTRY_USERNAME}"
node --input-type=commonjs -e '
  const fs = require("node:fs");
  const path = require("node:path");
  const { HOME, DOCKER_CONFIG, MODEL_REPOSITORY, REGISTRY_USERNAME, REGISTRY_PASSWORD } = process.env;
  const file = path.join(DOCKER_CONFIG || path.join(HOME, ".docker"), "config.json");
  const config = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
  const auth = Buffer.from(`${REGISTRY_USERNAME}:${REGISTRY_PASSWORD}`).toString("base64");
  config.auths = { ...config.auths, [MODEL_REPOSITORY.split("/")[0]]: { auth } };
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  fs.writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
'
