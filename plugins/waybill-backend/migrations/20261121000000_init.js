/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('observations', table => {
    table.comment('Last known state of each observed cluster object');
    table.string('cluster', 253).notNullable();
    table.string('api_group', 253).notNullable();
    table.string('kind', 63).notNullable();
    table
      .string('namespace', 63)
      .notNullable()
      .comment('Empty: cluster-scoped');
    table.string('name', 253).notNullable();
    table.string('api_version', 320).notNullable();
    table.string('uid', 128).notNullable();
    table.string('resource_version', 128).notNullable();
    table.string('observed_at', 30).notNullable().comment('ISO 8601, UTC');
    table.text('object', 'longtext').notNullable().comment('JSON, trimmed');
    table.primary(['cluster', 'api_group', 'kind', 'namespace', 'name']);
    table.index(['cluster', 'namespace'], 'observations_place_idx');
  });

  await knex.schema.createTable('observer_health', table => {
    table.comment('How well each kind is watched in each namespace');
    table.string('cluster', 253).notNullable();
    table.string('kind', 63).notNullable();
    table.string('namespace', 63).notNullable();
    table.string('state', 16).notNullable();
    table.string('last_contact_at', 30);
    table.text('error');
    table.primary(['cluster', 'kind', 'namespace']);
  });

  await knex.schema.createTable('declarations', table => {
    table.comment('What Git declares for each model in each environment');
    table.string('entity_ref', 255).notNullable();
    table.string('environment', 63).notNullable();
    table.text('declaration', 'longtext').notNullable().comment('JSON');
    table.primary(['entity_ref', 'environment']);
  });

  await knex.schema.createTable('packages', table => {
    table.comment('What is behind a digest; never changes');
    table.string('repository', 512).notNullable();
    table.string('digest', 160).notNullable();
    table.text('package', 'longtext').notNullable().comment('JSON');
    table.primary(['repository', 'digest']);
  });

  await knex.schema.createTable('verdicts', table => {
    table.comment('What verification said of a digest');
    table.string('repository', 512).notNullable();
    table.string('digest', 160).notNullable();
    table
      .string('policies', 64)
      .notNullable()
      .comment('Fingerprint of the trust policies that were asked');
    table.text('verdict', 'longtext').notNullable().comment('JSON');
    table.primary(['repository', 'digest']);
  });

  await knex.schema.createTable('tags', table => {
    table.comment('Which digest a tag names');
    table.string('repository', 512).notNullable();
    table.string('tag', 128).notNullable();
    table.string('digest', 160).notNullable();
    table.primary(['repository', 'tag']);
  });

  await knex.schema.createTable('repositories', table => {
    table.comment('When the registry last answered for a repository');
    table.string('repository', 512).notNullable().primary();
    table.string('checked_at', 30).notNullable();
    table.string('last_good_at', 30);
    table.text('error');
  });

  await knex.schema.createTable('leases', table => {
    table.comment('Which replica does a task that only one may do');
    table.string('name', 253).notNullable().primary();
    table.string('owner', 64).notNullable();
    table.bigInteger('expires_at').notNullable().comment('Unix milliseconds');
  });

  await knex.schema.createTable('uploads', table => {
    table.comment('Uploaded model files that wait to be packaged');
    table.string('id', 64).notNullable().primary();
    table.string('owner', 512).notNullable().comment('Entity ref of the user');
    table.bigInteger('size_bytes').notNullable();
    table.text('files', 'longtext').notNullable().comment('JSON');
    table.bigInteger('expires_at').notNullable().comment('Unix milliseconds');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'uploads',
    'leases',
    'repositories',
    'tags',
    'verdicts',
    'packages',
    'declarations',
    'observer_health',
    'observations',
  ]) {
    await knex.schema.dropTable(table);
  }
};
