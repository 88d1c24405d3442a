/* Put this folder before CUDA's own in CGO_CFLAGS and gorgonia.org/cu v0.9.6 builds with CUDA 13, too. The headers of CUDA 13 let
   five names mean entry points with more arguments; the driver still exports the old ones, so here they mean those again, or
   call the new ones with what the old ones had. CUDA 12 passes through. */
#ifndef TENGEN_CUDA13_H
#define TENGEN_CUDA13_H
#include_next <cuda.h>
#if CUDA_VERSION >= 13000
#undef cuCtxCreate
#define cuCtxCreate cuCtxCreate_v2
CUresult cuCtxCreate_v2(CUcontext *pctx, unsigned int flags, CUdevice dev);
static inline CUresult tengen_MemAdvise(CUdeviceptr p, size_t n, CUmem_advise a, CUdevice d) {
  CUmemLocation l; l.type = d < 0 ? (CUmemLocationType)2 /* HOST */ : CU_MEM_LOCATION_TYPE_DEVICE; l.id = d < 0 ? 0 : d;
  return cuMemAdvise_v2(p, n, a, l);
}
#undef cuMemAdvise
#define cuMemAdvise tengen_MemAdvise
static inline CUresult tengen_Prefetch(CUdeviceptr p, size_t n, CUdevice d, CUstream s) {
  CUmemLocation l; l.type = d < 0 ? (CUmemLocationType)2 : CU_MEM_LOCATION_TYPE_DEVICE; l.id = d < 0 ? 0 : d;
  return cuMemPrefetchAsync_v2(p, n, l, 0, s);
}
#undef cuMemPrefetchAsync
#define cuMemPrefetchAsync tengen_Prefetch
static inline CUresult tengen_AddDeps(CUgraph g, const CUgraphNode *f, const CUgraphNode *t, size_t n) {
  return cuGraphAddDependencies_v2(g, f, t, NULL, n);
}
#undef cuGraphAddDependencies
#define cuGraphAddDependencies tengen_AddDeps
static inline CUresult tengen_GetEdges(CUgraph g, CUgraphNode *f, CUgraphNode *t, size_t *n) {
  return cuGraphGetEdges_v2(g, f, t, NULL, n);
}
#undef cuGraphGetEdges
#define cuGraphGetEdges tengen_GetEdges
#endif
#endif
