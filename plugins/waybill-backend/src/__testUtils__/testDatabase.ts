import {
  mockServices,
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { openDatabase } from '../database/openDatabase';

/** SQLite in memory, and PostgreSQL where one is named: a test must not go and start containers. */
export function testDatabases() {
  const ids: TestDatabaseId[] = process.env
    .BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING
    ? ['SQLITE_3', 'POSTGRES_18']
    : ['SQLITE_3'];
  const databases = TestDatabases.create({ ids });
  return {
    ids,
    open: async (id: TestDatabaseId): Promise<Knex> =>
      openDatabase(
        mockServices.database.mock({
          getClient: async () => databases.init(id),
        }),
      ),
  };
}
