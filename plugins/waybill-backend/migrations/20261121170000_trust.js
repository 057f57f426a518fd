/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  // What is in it can be asked again.
  await knex.schema.dropTable('verdicts');
  await knex.schema.createTable('verdicts', table => {
    table.comment('What verification said of a digest');
    table.string('repository', 512).notNullable();
    table.string('digest', 160).notNullable();
    table
      .string('demands', 64)
      .notNullable()
      .comment('Fingerprint of what the entity asks for besides; empty: none');
    table
      .string('policies', 64)
      .notNullable()
      .comment('Fingerprint of the trust policies that were asked');
    table.string('saved_at', 30).notNullable().comment('ISO 8601, UTC');
    table.text('verdict', 'longtext').notNullable().comment('JSON');
    table.primary(['repository', 'digest', 'demands']);
  });

  await knex.schema.createTable('source_verdicts', table => {
    table.comment('What verification said of what delivery engines fetch');
    table.string('repository', 512).notNullable();
    table.string('digest', 160).notNullable();
    table.string('policies', 64).notNullable();
    table.text('verdict', 'longtext').notNullable().comment('JSON');
    table.primary(['repository', 'digest']);
  });

  await knex.schema.alterTable('repositories', table => {
    table
      .string('unreachable_at', 30)
      .comment('When the registry did not answer at all; null: it did');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('repositories', table => {
    table.dropColumn('unreachable_at');
  });
  await knex.schema.dropTable('source_verdicts');
  await knex.schema.dropTable('verdicts');
  await knex.schema.createTable('verdicts', table => {
    table.comment('What verification said of a digest');
    table.string('repository', 512).notNullable();
    table.string('digest', 160).notNullable();
    table.string('policies', 64).notNullable();
    table.text('verdict', 'longtext').notNullable().comment('JSON');
    table.primary(['repository', 'digest']);
  });
};
