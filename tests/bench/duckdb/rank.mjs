// See rank.sh.
import { DuckDBInstance } from '@duckdb/node-api';

const RUNS = 9;
const RANKING = `
  SELECT unit, total, rank() OVER (PARTITION BY cluster ORDER BY total DESC) AS rank
  FROM (SELECT cluster, unit, (2 * sum(points) + count(*)) // (2 * count(*)) AS total
        FROM points GROUP BY cluster, unit)`;

const rows = process.argv[2].replaceAll("'", "''");
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run(`
  CREATE TABLE points AS FROM read_csv('${rows}', columns =
    {unit: 'INTEGER', cluster: 'INTEGER', criterion: 'INTEGER', points: 'INTEGER'})`);

const times = [];
let result;
for (let run = 0; run < RUNS; ++run) {
  const begin = performance.now();
  result = await connection.runAndReadAll(RANKING);
  times.push(performance.now() - begin);
}
times.sort((a, b) => a - b);
const lines = result.getRows().map(([unit, total, rank]) => `${unit},${total},${rank}\n`);
process.stdout.write(`${times[RUNS >> 1]}\n${lines.join('')}`);
