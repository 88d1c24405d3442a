// A CUDA driver with one device that is not there, for the program's own test: what tengen-cu calls, and no more. As
// TENGEN_FAKE_CUDA says, there is no device (none), or none takes work (busy).
#include <cuda.h>
#include <stdlib.h>
#include <string.h>

static int fake(const char *what) {
	const char *v = getenv("TENGEN_FAKE_CUDA");
	return v && !strcmp(v, what);
}

CUresult cuInit(unsigned int flags) { return fake("none") ? CUDA_ERROR_NO_DEVICE : CUDA_SUCCESS; }
CUresult cuDriverGetVersion(int *version) { *version = CUDA_VERSION; return CUDA_SUCCESS; }
CUresult cuDeviceGetCount(int *count) { *count = 1; return CUDA_SUCCESS; }
CUresult cuDeviceGet(CUdevice *device, int ordinal) { *device = ordinal; return CUDA_SUCCESS; }
CUresult cuDeviceGetName(char *name, int len, CUdevice dev) { strncpy(name, "Nothing 100", len); return CUDA_SUCCESS; }
CUresult cuDeviceGetUuid(CUuuid *uuid, CUdevice dev) { memset(uuid, 0xab, sizeof *uuid); return CUDA_SUCCESS; }
CUresult cuDeviceTotalMem(size_t *bytes, CUdevice dev) { *bytes = (size_t)80 << 30; return CUDA_SUCCESS; }
CUresult cuDeviceGetAttribute(int *v, CUdevice_attribute a, CUdevice dev) {
	switch (a) {
	case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR: *v = 9; return CUDA_SUCCESS;
	case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR: *v = 0; return CUDA_SUCCESS;
	case CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT: *v = 132; return CUDA_SUCCESS;
	default: return CUDA_ERROR_INVALID_VALUE;
	}
}
CUresult cuDevicePrimaryCtxRetain(CUcontext *ctx, CUdevice dev) {
	*ctx = (CUcontext)&fake;
	return fake("busy") ? CUDA_ERROR_DEVICE_UNAVAILABLE : CUDA_SUCCESS;
}
CUresult cuDevicePrimaryCtxRelease(CUdevice dev) { return CUDA_SUCCESS; }
CUresult cuCtxSetCurrent(CUcontext ctx) { return ctx == (CUcontext)&fake ? CUDA_SUCCESS : CUDA_ERROR_INVALID_CONTEXT; }
CUresult cuMemGetInfo(size_t *free, size_t *total) { *free = (size_t)79 << 30; *total = (size_t)80 << 30; return CUDA_SUCCESS; }
