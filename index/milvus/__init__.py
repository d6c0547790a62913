"""The articles and passages in a Milvus cluster, for any number of stateless workers."""
