-- Tools of other MCP servers, as they were reviewed: a server's own words that hosts are shown, and no caller's.
create table mcp_tool (
  tenant text not null, server text not null, name text not null,
  -- SHA-256 of all that the server said of it.
  hash text not null,
  -- SHA-256 of the registration that it was reviewed under.
  registration text not null,
  definition jsonb not null,
  reviewed_by text not null, reviewed_at timestamptz not null,
  primary key (tenant, server, name)
);
alter table mcp_tool enable row level security;
alter table mcp_tool force row level security;
create policy tenant_only on mcp_tool
  using (tenant = nullif(current_setting('cordon.tenant', true), ''))
  with check (tenant = nullif(current_setting('cordon.tenant', true), ''));
grant select, insert, update on mcp_tool to cordon_app;
grant select on mcp_tool to cordon_auditor;
